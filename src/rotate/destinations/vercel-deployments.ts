import { z } from 'zod/v4'
import type { Verification } from '../../ports.ts'
import { plainCode, verificationOf } from './trouble-of.ts'
import { type Answer, answerOf, teamPath, type VercelProject } from './vercel-api.ts'

const stateShape = z.object({
  readyState: z.string().nullish(),
  readySubstate: z.string().nullish(),
  createdAt: z.number().nullish(),
  aliasAssigned: z.union([z.boolean(), z.number()]).nullish(),
  aliasError: z.object({ code: z.string().nullish() }).nullish(),
  errorCode: z.string().nullish(),
})
type State = z.output<typeof stateShape>
const listedShape = stateShape.extend({
  uid: z.string(),
  name: z.string(),
  state: z.string().nullish(),
  created: z.number().nullish(),
  meta: z.record(z.string(), z.unknown()).nullish(),
})
const listShape = z.object({ deployments: z.array(listedShape) })
const madeShape = z.object({ id: z.string() })
type Listed = z.output<typeof listedShape>

const HAS_SECRET = 'The variable holds the new secret, which only new deployments get.'
/**
 * A deployment in one of these never becomes ready, so that another try makes a new one. A cancelled one is none of them:
 * what Vercel cancelled by an Ignored Build Step, it would cancel again.
 */
const endedStates = ['ERROR', 'DELETED']
const OLD_IN_USE = 'Production still runs with the secret from before.'

/**
 * Deploys what is in production once more, with the new values, unless this delivery did so before: Vercel has no
 * idempotency key, so the deployment carries one. Null: nothing is in production.
 */
export async function redeploy(project: VercelProject, deliveryId: string): Promise<Answer<string | null>> {
  const listed = await listProduction(project)
  if (listed.is !== 'answer') return listed
  const { deployments } = listed.body
  const mine = deployments.find(
    (one) => one.meta?.keyturnDelivery === deliveryId && !endedStates.includes(stateOf(one)),
  )
  if (mine !== undefined) return { is: 'answer', body: mine.uid }
  const latest = deployments.filter(isInProduction).sort((one, other) => madeAt(other) - madeAt(one))[0]
  return latest === undefined ? { is: 'answer', body: null } : deploy(project, latest, deliveryId)
}

async function listProduction({ api, target }: VercelProject): Promise<Answer<z.output<typeof listShape>>> {
  const query = { projectId: target.project, target: 'production', limit: '100' }
  const does = `list the deployments of ${target.project}`
  const reply = await api.read(teamPath('/v7/deployments', target, query))
  return answerOf(reply, listShape, { does, remains: HAS_SECRET })
}

async function deploy({ api, target }: VercelProject, from: Listed, deliveryId: string): Promise<Answer<string>> {
  const reply = await api.write('POST', teamPath('/v13/deployments', target, { forceNew: '1' }), {
    name: from.name,
    project: target.project,
    deploymentId: from.uid,
    target: 'production',
    meta: { keyturnDelivery: deliveryId },
  })
  const answer = answerOf(reply, madeShape, { does: `deploy ${target.project} anew`, remains: HAS_SECRET })
  return answer.is === 'answer' ? { is: 'answer', body: answer.body.id } : answer
}

/** In production is this deployment, or one that somebody made after it and which therefore has the same values. */
export async function liveDeployment(
  project: VercelProject,
  deploymentId: string,
  now: Date,
): Promise<Verification | { readonly is: 'live'; readonly deploymentId: string }> {
  const { api, target } = project
  const reply = await api.read(teamPath(`/v13/deployments/${encodeURIComponent(deploymentId)}`, target))
  const does = `show the deployment ${deploymentId} of ${target.project}`
  const answer = answerOf(reply, stateShape, { does, remains: HAS_SECRET })
  if (answer.is !== 'answer') return verificationOf(answer)
  if (isLive(answer.body)) return { is: 'live', deploymentId }

  const listed = await listProduction(project)
  if (listed.is !== 'answer') return verificationOf(listed)
  const madeAfter = answer.body.createdAt ?? Infinity
  const newer = listed.body.deployments.find(
    (one) => isLive({ ...one, readyState: stateOf(one) }) && madeAt(one) > madeAfter,
  )
  if (newer !== undefined) return { is: 'live', deploymentId: newer.uid }
  return whyNotLive(`The deployment ${deploymentId} of ${target.project}`, answer.body, now)
}

/** What a person can do in Vercel is waited for: a deployment more would end like this one. */
function whyNotLive(name: string, state: State, now: Date): Verification {
  const { readyState, readySubstate, aliasError, errorCode, createdAt } = state
  const notYet = (problem: string): Verification => ({ is: 'notYet', problem: `${name} ${problem}` })
  switch (readyState) {
    case 'ERROR':
    case 'BLOCKED':
    case 'DELETED': {
      const code = [readyState, plainCode(errorCode)].filter(Boolean).join(', ')
      const remedy = 'See the build log in Vercel, deploy there, then try again.'
      return { is: 'refused', problem: `${name} ended as ${code}. ${OLD_IN_USE} ${remedy}` }
    }
    case 'CANCELED':
      return notYet(
        `was cancelled (CANCELED). ${OLD_IN_USE} Deploy production in Vercel; if an Ignored Build Step cancels it, switch that off before.`,
      )
    case 'READY':
      break
    default: {
      const minutes = createdAt ? Math.max(0, Math.round((now.getTime() - createdAt) / 60_000)) : 0
      return notYet(`is not ready after ${minutes} minutes.`)
    }
  }
  if (aliasError) {
    return notYet(
      `is ready, but did not get the production address. ${OLD_IN_USE} See its domains, and promote it in Vercel.`,
    )
  }
  if (readySubstate === 'STAGED') return notYet(`is ready and staged. ${OLD_IN_USE} Promote it in Vercel.`)
  return notYet('is ready and does not have all of the production traffic yet. If that stays so: Promote it in Vercel.')
}

function isLive({ readyState, readySubstate, aliasAssigned, aliasError }: State): boolean {
  if (readyState !== 'READY' || aliasError) return false
  if (readySubstate === 'PROMOTED') return true
  return readySubstate !== 'STAGED' && readySubstate !== 'ROLLING' && Boolean(aliasAssigned)
}

function isInProduction(one: Listed): boolean {
  return stateOf(one) === 'READY' && one.readySubstate !== 'STAGED' && one.readySubstate !== 'ROLLING'
}

function stateOf({ readyState, state }: Listed): string {
  return readyState ?? state ?? ''
}

function madeAt({ createdAt, created }: Listed): number {
  return createdAt ?? created ?? 0
}
