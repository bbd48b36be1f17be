import { z } from 'zod/v4'
import { answerDeployment, createDeployment, listDeployments } from './deployments.ts'
import { answerVariable, answerVariables } from './variables.ts'
import { badRequest, notFound, VercelError, vercelErrorReply } from './vercel-error.ts'
import type { VercelProjectSeed, VercelProjects } from './vercel-projects.ts'

export interface VercelEndpoint {
  readonly projects: VercelProjects
  /** The one token that may do everything. */
  readonly token: () => string
}

export interface VercelCall {
  readonly request: Request
  readonly query: URLSearchParams
  readonly projects: VercelProjects
  /** By id or name, in the team that the query names; refuses another team's. */
  readonly project: (idOrName: string) => VercelProjectSeed
  readonly body: <Shape extends z.ZodType>(shape: Shape) => Promise<z.output<Shape>>
}

/**
 * The part of Vercel's REST API that lists, edits and creates environment variables and makes deployments. Paths,
 * versions, bodies and replies are those of `@vercel/sdk` 1.28. From memory: the codes of errors, the status of a bad
 * token, and that a redeployment takes the values of now, where the SDK's documentation says it keeps those of the
 * deployment that it repeats.
 */
export function createVercelHandler({ projects, token }: VercelEndpoint): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      requireToken(request, token())
      const { pathname, searchParams: query } = new URL(request.url)
      const project = (idOrName: string) => findProject(projects, idOrName, query.get('teamId'))
      const body = async <Shape extends z.ZodType>(shape: Shape) => parse(shape, await request.text())
      return await answer({ request, query, projects, project, body }, pathname)
    } catch (error) {
      if (error instanceof VercelError) return vercelErrorReply(error)
      throw error
    }
  }
}

async function answer(call: VercelCall, pathname: string): Promise<Response> {
  const [, version, collection, id = '', part = '', partId = ''] = pathname.split('/').map(decodeURIComponent)
  switch (`${call.request.method} /${version}/${collection}/${part}`) {
    case 'GET /v1/projects/env':
      return answerVariable(call, call.project(id), partId)
    case 'GET /v10/projects/env':
    case 'POST /v10/projects/env':
    case 'PATCH /v9/projects/env':
      return answerVariables(call, call.project(id), partId)
    case 'GET /v7/deployments/':
      return listDeployments(call)
    case 'GET /v13/deployments/':
      return answerDeployment(call, id)
    case 'POST /v13/deployments/':
      return createDeployment(call)
    default:
      throw notFound('The resource')
  }
}

function requireToken(request: Request, token: string): void {
  const authorization = request.headers.get('authorization')
  if (authorization === null) throw new VercelError(401, 'unauthorized', 'The request requires a token.')
  if (authorization !== `Bearer ${token}`) throw new VercelError(403, 'forbidden', 'Not authorized.')
}

function findProject(projects: VercelProjects, idOrName: string, teamId: string | null): VercelProjectSeed {
  const found = projects.project(idOrName)
  if (found === undefined || found.teamId !== teamId) throw notFound('The project')
  return found
}

function parse<Shape extends z.ZodType>(shape: Shape, text: string): z.output<Shape> {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw badRequest('The body is not JSON.', 'invalid_json')
  }
  const parsed = shape.safeParse(body)
  if (!parsed.success) throw badRequest(`Invalid request: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}
