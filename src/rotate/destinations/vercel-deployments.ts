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
/** A deployment in one of these never becomes ready, so that another try makes a new one. */
const endedStates = ['ERROR', 'CANCELED', 'DELETED']

/**
 * Deploys what is in production once more, with the new values, unless this delivery did so before: Vercel has no
 * idempotency key, so the deployment carries one. Null: nothing is in production.
 */
export async function redeploy(project: VercelProject, deliveryId: string): Promise<Answer<string | null>> {
  const { api, target } = project
  const query = { projectId: target.project, target: 'production', limit: '100' }
  const does = `list the deployments of ${target.project}`
  const reply = await api.read(teamPath('/v7/deployments', target, query))
  const answer = answerOf(reply, listShape, { does, remains: HAS_SECRET })
  if (answer.is !== 'answer') return answer
  const { deployments } = answer.body
  const mine = deployments.find(
    (one) => one.meta?.keyturnDelivery === deliveryId && !endedStates.includes(stateOf(one)),
  )
  if (mine !== undefined) return { is: 'answer', body: mine.uid }
  const latest = deployments.filter(isInProduction).sort((one, other) => madeAt(other) - madeAt(one))[0]
  return latest === undefined ? { is: 'answer', body: null } : deploy(project, latest, deliveryId)
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

/** Undefined: the deployment is in production. */
export async function whyNotLive(
  { api, target }: VercelProject,
  deploymentId: string,
  now: Date,
): Promise<Verification | undefined> {
  const reply = await api.read(teamPath(`/v13/deployments/${encodeURIComponent(deploymentId)}`, target))
  const does = `show the deployment ${deploymentId} of ${target.project}`
  const answer = answerOf(reply, stateShape, { does, remains: HAS_SECRET })
  if (answer.is !== 'answer') return verificationOf(answer)
  const { readyState, readySubstate, aliasAssigned, aliasError, errorCode, createdAt } = answer.body
  const name = `The deployment ${deploymentId} of ${target.project}`

  switch (readyState) {
    case 'ERROR':
    case 'CANCELED':
    case 'BLOCKED':
    case 'DELETED': {
      const code = plainCode(errorCode)
      const state = code === undefined ? readyState : `${readyState}, ${code}`
      const remedy =
        'Production still runs with the old secret. See the build log in Vercel, deploy there, then try again.'
      return { is: 'refused', problem: `${name} ended as ${state}. ${remedy}` }
    }
    case 'READY':
      break
    default: {
      const minutes = createdAt ? Math.max(0, Math.round((now.getTime() - createdAt) / 60_000)) : 0
      return { is: 'notYet', problem: `${name} is not ready after ${minutes} minutes.` }
    }
  }
  if (aliasError) {
    const problem = `${name} is ready, but Vercel could not give it the production address. Look at it in Vercel.`
    return { is: 'refused', problem }
  }
  if (readySubstate === 'STAGED') {
    const problem = `${name} is ready and staged: production still runs with the old secret. Promote it in Vercel.`
    return { is: 'refused', problem }
  }
  if (readySubstate === 'PROMOTED') return undefined
  if (readySubstate !== 'ROLLING' && aliasAssigned) return undefined
  return { is: 'notYet', problem: `${name} is ready and does not have all of the production traffic yet.` }
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
