import type { ContainerAppTarget } from '../../domain/destination.ts'
import type { DeliveredFacts, Destination, Receipt, Verification, WriteOutcome } from '../../ports.ts'
import {
  type Answer,
  type AzureKind,
  type AzureOptions,
  type AzureResource,
  createAzure,
  pathTo,
  readAzure,
  readAzureList,
  resourceOf,
  troubleIn,
} from './azure-resources.ts'
import type { Api } from './call-api.ts'
import { appShape, isDown, isUp, type Revision, revisionShape, whyNotFollowing } from './container-app-shapes.ts'
import { inspectionOf, plainCode, verificationOf } from './trouble-of.ts'

export interface ContainerAppOptions extends AzureOptions {
  readonly now: () => Date
}

const kind: AzureKind = {
  type: 'Microsoft.App/containerApps',
  apiVersion: '2025-07-01',
  noun: 'Container App',
  role: 'Container Apps Contributor',
}
const SYNC_MS = 30 * 60_000
const LOOK_AGAIN_MS = 60_000

interface Found {
  readonly resource: AzureResource
  /** Active ones, at least one. */
  readonly revisions: readonly Revision[]
}

/**
 * Container Apps whose secrets refer to the vault secret (Microsoft.App 2025-07-01). The platform fetches new versions
 * in a cycle of 30 minutes (learn.microsoft.com, container-apps/manage-secrets), never shows which one it has, and keeps
 * the old value without a word when fetching fails.
 */
export function createContainerAppDestination({
  now,
  ...options
}: ContainerAppOptions): Destination<ContainerAppTarget> {
  const api = createAzure(options)
  return {
    async inspect(target, about) {
      const found = await find(api, target, about)
      return found.is === 'answer' ? { is: 'ready', facts: factsOf(found.body) } : inspectionOf(found)
    },
    async write(target, delivered) {
      const found = await find(api, target, delivered)
      return found.is === 'answer' ? restart(found.body, now()) : found
    },
    verify: (target, receipt, about) => verify(api, { target, receipt, about }, now()),
  }
}

function factsOf({ resource, revisions }: Found): string[] {
  const restarts = revisions.length === 1 ? 'Its active revision is' : `Its ${revisions.length} active revisions are`
  return [
    `${resource.name} fetches the new secret from the vault by itself, within 30 minutes.`,
    `${restarts} restarted when the secret is delivered.`,
  ]
}

async function find(api: Api, target: ContainerAppTarget, about: DeliveredFacts): Promise<Answer<Found>> {
  const at = resourceOf(api, kind, target.resourceId)
  if (at.is !== 'answer') return at
  const resource = at.body
  const app = await readAzure(resource, appShape)
  if (app.is !== 'answer') return app
  const reason = whyNotFollowing(resource.name, app.body, about.vaultSecret)
  if (reason !== undefined) return { is: 'refused', problem: reason }
  const listed = await readAzureList(resource, revisionShape, '/revisions')
  if (listed.is !== 'answer') return listed
  const revisions = listed.body.filter(({ properties }) => properties.active === true)
  if (revisions.length > 0) return { is: 'answer', body: { resource, revisions } }
  const remedy = 'Activate one, then try again, or remove it as a destination.'
  return { is: 'refused', problem: `No revision of ${resource.name} is active. ${remedy}` }
}

async function restart({ resource, revisions }: Found, at: Date): Promise<WriteOutcome> {
  for (const [done, { name }] of revisions.entries()) {
    const path = pathTo(resource, `/revisions/${encodeURIComponent(name)}/restart`)
    const reply = await resource.api.write('POST', path, undefined)
    const does = `restart the revision ${name} of ${resource.name}`
    const remains = `The vault holds the new secret; ${done} of ${revisions.length} revisions were restarted.`
    const trouble = troubleIn(resource, reply, { does, remains })
    if (trouble !== undefined) return trouble
  }
  return { is: 'written', receipt: { at: at.toISOString() } }
}

interface Written {
  readonly target: ContainerAppTarget
  readonly receipt: Receipt
  readonly about: DeliveredFacts
}

async function verify(api: Api, { target, receipt, about }: Written, now: Date): Promise<Verification> {
  const found = await find(api, target, about)
  if (found.is !== 'answer') return verificationOf(found)
  const { name } = found.body.resource
  const { revisions } = found.body
  const down = revisions.filter(isDown)
  if (down.length > 0) {
    const remedy = `Look at its logs, and at the system log for errors in syncing the secret, repair it, then try again.`
    return { is: 'refused', problem: `${name} does not run: ${statesOf(down)}. ${remedy}` }
  }
  const waitMs = Date.parse(receipt.at ?? '') + SYNC_MS - now.getTime()
  if (!(waitMs <= 0)) {
    const problem = `${name} fetches new secrets in a cycle of 30 minutes, and may still use the old one.`
    return { is: 'notYet', problem, retryAfterMs: Number.isNaN(waitMs) ? SYNC_MS : waitMs }
  }
  const waiting = revisions.filter((one) => !isUp(one))
  if (waiting.length > 0) {
    return { is: 'notYet', problem: `${name} is not running yet: ${statesOf(waiting)}.`, retryAfterMs: LOOK_AGAIN_MS }
  }
  const evidence =
    `Container Apps fetches new secrets every 30 minutes, and more have passed since ${receipt.at}; ${statesOf(revisions)}. ` +
    `It does not show which version of ${about.vaultSecret.name} ${name} uses.`
  return { is: 'verified', evidence }
}

function statesOf(revisions: readonly Revision[]): string {
  const states = revisions.map(
    ({ name, properties }) => `${name} is ${plainCode(properties.runningState) ?? 'Unknown'}`,
  )
  return states.join(', ')
}
