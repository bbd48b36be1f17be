import { z } from 'zod/v4'
import { badRequest, notFound } from './vercel-error.ts'
import type { VercelCall } from './vercel-handler.ts'
import type { StoredVariable, VercelProjectSeed } from './vercel-projects.ts'

const environment = z.enum(['production', 'preview', 'development'])
const fields = {
  key: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
  value: z.string().min(1).max(65_536),
  type: z.enum(['plain', 'encrypted', 'sensitive', 'system']),
  target: z.array(environment).min(1),
  gitBranch: z.string().nullable(),
}
const newShape = z.strictObject({
  ...fields,
  target: fields.target.default(['preview']),
  gitBranch: fields.gitBranch.default(null),
})
const changeShape = z.strictObject(fields).partial()
type NewRow = z.output<typeof newShape>

export async function answerVariables(call: VercelCall, project: VercelProjectSeed, id: string): Promise<Response> {
  const { request, projects } = call
  if (request.method === 'GET' && id === '') {
    return Response.json({ envs: projects.variables(project.id).map(shown) })
  }
  if (request.method === 'POST' && id === '') return create(call, project)
  if (request.method === 'PATCH' && id !== '') return change(call, project, id)
  throw notFound('The resource')
}

/** A row of the same name, environments and branch is replaced with `upsert`; one that overlaps is a conflict. */
async function create({ query, projects, body }: VercelCall, project: VercelProjectSeed): Promise<Response> {
  const given = await body(z.union([newShape.transform((one) => [one]), z.array(newShape)]))
  const upserts = query.get('upsert') === 'true'
  const created: object[] = []
  const failed: object[] = []
  for (const row of given) {
    refuseSensitiveDevelopment(row)
    const others = projects.variables(project.id).filter((one) => overlaps(one, row))
    const same = others.find((one) => sameSet(one.target, row.target))
    if (others.length === 0) created.push(shown(projects.addVariable(project.id, row)))
    else if (upserts && same !== undefined) created.push(shown(projects.changeVariable(same.id, row) ?? same))
    else failed.push({ error: { code: 'ENV_CONFLICT', message: 'Exists already.', envVarKey: row.key, ...row } })
  }
  if (!upserts && failed.length > 0) throw badRequest('A variable of this name and target exists.', 'ENV_CONFLICT')
  return Response.json({ created: created.length === 1 ? created[0] : created, failed }, { status: 201 })
}

/** The real service lets an edit rename a variable or move it; Keyturn never should, so that is refused here. */
async function change({ projects, body }: VercelCall, project: VercelProjectSeed, id: string): Promise<Response> {
  const before = projects.variables(project.id).find((one) => one.id === id)
  if (before === undefined) throw notFound('The environment variable')
  const asked = await body(changeShape)
  const moved = asked.target !== undefined && !sameSet(asked.target, before.target)
  const renamed = asked.key !== undefined && asked.key !== before.key
  const retyped = asked.type !== undefined && asked.type !== before.type
  if (moved || renamed || retyped) throw badRequest('The simulated Vercel lets an edit change nothing but the value.')
  return Response.json(shown(projects.changeVariable(id, { value: asked.value ?? before.value }) ?? before))
}

/** One variable is shown with its value, unless that is sensitive. */
export function answerVariable({ projects }: VercelCall, project: VercelProjectSeed, id: string): Response {
  const row = projects.variables(project.id).find((one) => one.id === id)
  if (row === undefined) throw notFound('The environment variable')
  return Response.json(row.type === 'sensitive' ? shown(row) : { ...shown(row), value: row.value, decrypted: true })
}

/** Values are shown as the list shows them: encrypted ones as ciphertext, sensitive ones not at all. */
function shown(row: StoredVariable): object {
  const value = { plain: row.value, encrypted: 'eyJ2IjoidjIiLCJjIjoi', sensitive: '', system: '' }[row.type]
  const { id, key, type, target, gitBranch, customEnvironmentIds, createdAt, updatedAt } = row
  const branch = gitBranch === null ? {} : { gitBranch }
  return { id, key, type, value, target, ...branch, createdAt, updatedAt, customEnvironmentIds, decrypted: false }
}

function refuseSensitiveDevelopment({ type, target }: NewRow): void {
  if (type !== 'sensitive' || !target.includes('development')) return
  throw badRequest('Sensitive environment variables are not available in development.')
}

function overlaps(one: StoredVariable, { key, target, gitBranch }: NewRow): boolean {
  return one.key === key && one.gitBranch === gitBranch && target.some((it) => one.target.includes(it))
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join() === [...other].sort().join()
}
