import { z } from 'zod/v4'
import { badRequest, notFound } from './vercel-error.ts'
import type { VercelCall } from './vercel-handler.ts'
import type { StoredDeployment, VercelProjects } from './vercel-projects.ts'

const newShape = z.strictObject({
  name: z.string().min(1),
  project: z.string(),
  deploymentId: z.string(),
  target: z.literal('production'),
  meta: z.record(z.string(), z.string()).default({}),
  withLatestCommit: z.boolean().optional(),
})

export async function listDeployments({ projects, query, project }: VercelCall): Promise<Response> {
  const { id } = project(query.get('projectId') ?? '')
  const target = query.get('target')
  const all = projects.deployments(id).filter((one) => target === null || one.target === target)
  const page = all.slice(0, Number(query.get('limit') ?? 20))
  const deployments = page.map((one) => {
    const { environment: _, ...rest } = one
    const state = projects.stateOf(one)
    return { ...rest, created: one.createdAt, state: state.readyState, ...state }
  })
  return Response.json({ deployments, pagination: { count: page.length, next: null, prev: null } })
}

export async function answerDeployment({ projects, project }: VercelCall, uid: string): Promise<Response> {
  const found = projects.deployment(uid)
  if (found === undefined) throw notFound('The deployment')
  project(found.projectId)
  return Response.json(shown(projects, found))
}

/** Repeats a deployment with the values of now. Without `forceNew`, one that is alike is answered instead. */
export async function createDeployment({ projects, query, project, body }: VercelCall): Promise<Response> {
  const asked = await body(newShape)
  const { id } = project(asked.project)
  const original = projects.deployment(asked.deploymentId)
  if (original?.projectId !== id) throw badRequest('The deployment to repeat is not of this project.')
  if (query.get('forceNew') !== '1') return Response.json(shown(projects, original))
  const meta = { ...original.meta, ...asked.meta }
  return Response.json(shown(projects, projects.addDeployment(id, { target: asked.target, meta })))
}

function shown(projects: VercelProjects, one: StoredDeployment): object {
  const { uid, environment: _, ...rest } = one
  return { id: uid, ...rest, ...projects.stateOf(one) }
}
