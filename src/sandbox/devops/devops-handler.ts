import { z } from 'zod/v4'
import type { Caller } from '../graph/caller.ts'
import { DevOpsError, devOpsErrorReply, invalid, notFound } from './devops-error.ts'
import { replaceConnection, shownConnection } from './replace-connection.ts'
import { type ServiceConnections, type StoredConnection, secretIn } from './service-connections.ts'

export interface DevOpsEndpoint {
  readonly connections: ServiceConnections
  /** Undefined: nobody who belongs to the organization. */
  readonly authenticate: (authorization: string | null) => Promise<Caller | undefined>
  /** Whether Entra would sign the client in with this secret, for the test of a connection. */
  readonly signsIn: (clientId: string, secret: string) => boolean
}

const endpointVersions = ['7.0', '7.1', '7.2-preview.4']
const proxyVersions = ['7.0', '7.1', '7.2-preview.1']
const testShape = z.strictObject({
  dataSourceDetails: z.looseObject({ dataSourceName: z.literal('TestConnection') }),
  resultTransformationDetails: z.looseObject({}),
  serviceEndpointDetails: z.strictObject({
    data: z.record(z.string(), z.string().nullable()),
    url: z.string(),
    type: z.string(),
    authorization: z.looseObject({ parameters: z.record(z.string(), z.string().nullable()) }),
  }),
})

/**
 * The part of Azure DevOps that reads, tests and replaces service connections. Paths, versions and bodies are those of
 * MicrosoftDocs/vsts-rest-api-specs (serviceEndpoint 7.1, 7.2). From memory: the type keys of errors, what a sign-in page
 * looks like, the words of a failed test, and that a body with a null key or without a project is refused. The real
 * service may take such a body and break the connection, which a simulation must not hide.
 */
export function createDevOpsHandler(endpoint: DevOpsEndpoint): (request: Request) => Promise<Response> {
  return async (request) => {
    if ((await endpoint.authenticate(request.headers.get('authorization'))) === undefined) return signIn(request)
    try {
      return await answer(endpoint, request)
    } catch (error) {
      if (error instanceof DevOpsError) return devOpsErrorReply(error)
      throw error
    }
  }
}

async function answer({ connections, signsIn }: DevOpsEndpoint, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  const [path = '', area = ''] = pathname.split('/_apis/serviceendpoint/')
  const [, organization = '', project] = path.split('/').map(decodeURIComponent)
  const [collection, id = searchParams.get('endpointId') ?? ''] = area.split('/').map(decodeURIComponent)
  const stored = connections.get(id)
  const versions = collection === 'endpointproxy' ? proxyVersions : endpointVersions

  switch (`${request.method} ${collection}${project === undefined ? '' : ' of a project'}`) {
    case 'GET endpoints of a project':
      requireVersion(searchParams, versions)
      // A connection that is not there is answered with null, not with a status.
      if (!isIn(stored, organization, project)) return Response.json(null)
      return Response.json(stored.access === 'user' ? { id } : shownIn(searchParams.get('api-version'), stored))
    case 'POST endpointproxy of a project':
      requireVersion(searchParams, versions)
      if (!isIn(stored, organization, project)) throw notFound(id)
      return test(await readJson(request), signsIn)
    case 'PUT endpoints': {
      requireVersion(searchParams, versions)
      if (!isIn(stored, organization)) throw notFound(id)
      requireAdministrator(stored)
      const connection = replaceConnection(stored.connection, await readJson(request))
      connections.put({ ...stored, connection })
      return Response.json(shownConnection(connection))
    }
    default:
      throw new DevOpsError(404, 'VssResourceNotFoundException', 'The resource cannot be found.')
  }
}

/** When a connection was changed is told from 7.2 on. */
function shownIn(version: string | null, { connection, modifiedAt }: StoredConnection): object {
  const shown = shownConnection(connection)
  return version?.startsWith('7.2') ? { ...shown, modificationDate: modifiedAt } : shown
}

/** Always a success for HTTP: the result tells whether the connection works. */
function test(body: unknown, signsIn: DevOpsEndpoint['signsIn']): Response {
  const parsed = testShape.safeParse(body)
  if (!parsed.success) throw invalid(`The body is no request of a service endpoint: ${z.prettifyError(parsed.error)}`)
  const { parameters } = parsed.data.serviceEndpointDetails.authorization
  const clientId = Object.entries(parameters).find(([key]) => key.toLowerCase() === 'serviceprincipalid')?.[1] ?? ''
  const secret = secretIn(parameters)
  if (secret !== undefined && signsIn(clientId, secret)) {
    return Response.json({ result: '', statusCode: 'ok', errorMessage: '' })
  }
  const reason = 'AADSTS7000215: Invalid client secret provided.'
  const errorMessage = `Failed to obtain the Json Web Token(JWT) using service principal client ID. ${reason}`
  return Response.json({ result: '', statusCode: 'Unauthorized', errorMessage })
}

function isIn(
  stored: StoredConnection | undefined,
  organization: string,
  project?: string,
): stored is StoredConnection {
  if (stored?.organization.toLowerCase() !== organization.toLowerCase()) return false
  const references = stored.connection.serviceEndpointProjectReferences.map((one) => one.projectReference)
  return project === undefined || references.some(({ id, name }) => id === project || name === project)
}

function requireAdministrator({ access, connection }: StoredConnection): void {
  if (access === 'administrator') return
  const message = `You need the role Administrator on the service connection ${connection.name}.`
  throw new DevOpsError(403, 'ServiceEndpointAccessDeniedException', message)
}

function requireVersion(query: URLSearchParams, versions: readonly string[]): void {
  const version = query.get('api-version') ?? ''
  if (versions.includes(version)) return
  throw new DevOpsError(400, 'VssVersionOutOfRangeException', `The api-version '${version}' is not supported here.`)
}

function signIn(request: Request): Response {
  if (request.headers.get('x-tfs-fedauthredirect') === 'Suppress') return new Response(null, { status: 401 })
  const location = 'https://spsprodeus1.vssps.visualstudio.com/_signin'
  const page = `<html><body>Object moved to <a href="${location}">here</a></body></html>`
  return new Response(page, { status: 302, headers: { location, 'content-type': 'text/html' } })
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return JSON.parse(await request.text())
  } catch {
    throw invalid('The body is not JSON.')
  }
}
