import { z } from 'zod/v4'
import type { VercelEnvironment, VercelTarget } from '../../domain/destination.ts'
import { plainCode, type Trouble } from './trouble-of.ts'
import { type Answer, answerOf, teamPath, type VercelProject } from './vercel-api.ts'

/** One row of a variable, without its value (`@vercel/sdk` 1.28, `GET /v10/projects/{p}/env`). */
const variableShape = z.object({
  id: z.string(),
  key: z.string(),
  type: z.string(),
  visibility: z.string().nullish(),
  target: z.union([z.string().transform((one) => [one]), z.array(z.string())]).nullish(),
  gitBranch: z.string().nullish(),
  customEnvironmentIds: z.array(z.string()).nullish(),
  updatedAt: z.number().nullish(),
})
export type Variable = z.output<typeof variableShape>

const listShape = z.object({ envs: z.array(variableShape) })
const createdShape = z.object({
  created: z.union([variableShape.transform((one) => [one]), z.array(variableShape)]).nullish(),
  failed: z.array(z.object({ error: z.object({ code: z.string().nullish() }).nullish() })).default([]),
})

/** What a write does: edits `rows` by their ids, and creates one row for `missing`. */
export interface VariablePlan {
  readonly rows: readonly Variable[]
  readonly missing: readonly VercelEnvironment[]
  /** Of the same variable, for a branch of Git or a custom environment; left alone, because it differs on purpose. */
  readonly kept: readonly Variable[]
}

export async function listVariables({ api, target }: VercelProject): Promise<Answer<readonly Variable[]>> {
  const reply = await api.read(teamPath(`/v10/projects/${encodeURIComponent(target.project)}/env`, target))
  const does = `list the variables of ${target.project}`
  const answer = answerOf(reply, listShape, { does, remains: 'Nothing was changed.' })
  return answer.is === 'answer' ? { is: 'answer', body: answer.body.envs } : answer
}

/** Refuses rows whose value Vercel does not take or Keyturn must not show to more people than before. */
export function planVariables(all: readonly Variable[], target: VercelTarget): Answer<VariablePlan> {
  const named = all.filter((row) => row.key === target.variable)
  const rows = named.filter((row) => !row.gitBranch && covers(row, target.environments))
  const plan = {
    rows,
    missing: target.environments.filter((environment) => !rows.some((row) => covers(row, [environment]))),
    kept: named.filter((row) => !rows.includes(row) && (row.gitBranch || row.customEnvironmentIds?.length)),
  }
  const problem = problemOf(plan, target.variable)
  return problem === undefined ? { is: 'answer', body: plan } : { is: 'refused', problem }
}

function problemOf({ rows, missing }: VariablePlan, variable: string): string | undefined {
  const strange = rows.find(({ type }) => !['plain', 'encrypted', 'sensitive'].includes(type))
  if (strange !== undefined) {
    const kind = plainCode(strange.type) ?? 'unknown'
    return `${variable} is of the type ${kind}, which holds no value of its own. Make it Sensitive in Vercel, then try again.`
  }
  if (missing.includes('development') && rows.some(isSensitive)) {
    return (
      `${variable} is sensitive, and Vercel keeps no sensitive values for development. Nothing was changed. ` +
      'Take development out of the destination, or add a variable for it in Vercel.'
    )
  }
  return undefined
}

/** By id, because an edit cannot add a second row of the same name beside the first. */
export async function editVariable(
  { api, target }: VercelProject,
  row: Variable,
  value: string,
  remains: string,
): Promise<Answer<Variable>> {
  const path = `/v9/projects/${encodeURIComponent(target.project)}/env/${encodeURIComponent(row.id)}`
  // Nothing but the value differs. What an edit leaves out might fall back to a default, such as preview for `target`.
  const { key, type, target: environments, customEnvironmentIds } = row
  const custom = customEnvironmentIds?.length ? { customEnvironmentIds } : {}
  const reply = await api.write('PATCH', teamPath(path, target), { key, value, type, target: environments, ...custom })
  return answerOf(reply, variableShape, { does: `change ${target.variable} of ${target.project}`, remains })
}

export async function createVariable(
  { api, target }: VercelProject,
  environments: readonly VercelEnvironment[],
  value: string,
  remains: string,
): Promise<Answer<readonly Variable[]>> {
  const type = environments.includes('development') ? 'encrypted' : 'sensitive'
  const path = teamPath(`/v10/projects/${encodeURIComponent(target.project)}/env`, target, { upsert: 'true' })
  const reply = await api.write('POST', path, { key: target.variable, value, type, target: environments })
  const does = `create ${target.variable} of ${target.project}`
  const answer = answerOf(reply, createdShape, { does, remains })
  if (answer.is !== 'answer') return answer
  const { created, failed } = answer.body
  // Answered with 201 whether or not each of the rows was created.
  if (failed.length > 0 || !created?.length) return notCreated(does, remains, failed[0]?.error?.code)
  return { is: 'answer', body: created }
}

function notCreated(does: string, remains: string, code: unknown): Trouble {
  const because = plainCode(code) === undefined ? '' : ` (${plainCode(code)})`
  const remedy = 'Look for a variable of this name in the project or shared by the team, then try again.'
  return { is: 'refused', problem: `Vercel did not ${does}${because}. ${remains} ${remedy}` }
}

/** Nobody can read it back, in Vercel or by its API. */
export function isSensitive({ type, visibility }: Variable): boolean {
  return type === 'sensitive' || visibility === 'secret'
}

function covers({ target }: Variable, environments: readonly string[]): boolean {
  return environments.some((environment) => target?.includes(environment))
}
