import type { ContainerAppTarget } from '../../domain/destination.ts'
import type { Delivered, DeliveredFacts, Destination, Receipt, Verification, WriteOutcome } from '../../ports.ts'
import {
  type Answer,
  type AzureKind,
  type AzureOptions,
  type AzureResource,
  answerOf,
  createAzure,
  pathTo,
  readAzure,
  readAzureList,
  resourceOf,
  troubleIn,
} from './azure-resources.ts'
import type { Api } from './call-api.ts'
import { apiUntil } from './call-api.ts'
import {
  appShape,
  followingSecrets,
  isDown,
  isUp,
  type Revision,
  revisionShape,
  secretValuesShape,
  whyNotFollowing,
} from './container-app-shapes.ts'
import { inspectionOf, plainCode, verificationOf } from './trouble-of.ts'
import { valueDigest } from './value-digest.ts'

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
  /** Of the app's secrets that refer to the vault secret, at least one. */
  readonly secretNames: readonly string[]
}

/**
 * Container Apps whose secrets refer to the vault secret (Microsoft.App 2025-07-01). The platform fetches new versions
 * in a cycle of 30 minutes (learn.microsoft.com, container-apps/manage-secrets), never names the one that it has, and
 * keeps the old value without a word when fetching fails: only the value that it shows proves a delivery.
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
      const found = await find(apiUntil(delivered.signal, api), target, delivered)
      return found.is === 'answer' ? restart(found.body, delivered, now()) : found
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
  const following = followingSecrets(app.body, about.vaultSecret)
  const reason = whyNotFollowing(resource.name, following, about.vaultSecret)
  if (reason !== undefined) return { is: 'refused', problem: reason }
  const listed = await readAzureList(resource, revisionShape, '/revisions')
  if (listed.is !== 'answer') return listed
  const revisions = listed.body.filter(({ properties }) => properties.active === true)
  const secretNames = following.map(({ secretName }) => secretName)
  if (revisions.length > 0) return { is: 'answer', body: { resource, revisions, secretNames } }
  const remedy = 'Activate one, then try again, or remove it as a destination.'
  return { is: 'refused', problem: `No revision of ${resource.name} is active. ${remedy}` }
}

async function restart(
  { resource, revisions }: Found,
  { deliveryId, secretText }: Delivered,
  at: Date,
): Promise<WriteOutcome> {
  for (const [done, { name }] of revisions.entries()) {
    const path = pathTo(resource, `/revisions/${encodeURIComponent(name)}/restart`)
    const reply = await resource.api.write('POST', path, undefined)
    const does = `restart the revision ${name} of ${resource.name}`
    const remains = `The vault holds the new secret; ${done} of ${revisions.length} revisions were restarted.`
    const trouble = troubleIn(resource, reply, { does, remains })
    if (trouble !== undefined) return trouble
  }
  return { is: 'written', receipt: { at: at.toISOString(), digest: valueDigest(deliveryId, secretText.reveal()) } }
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
  return verifyValues(found.body, receipt, about)
}

/** Asked for last: what is shown may be fetched at that moment, and revisions get a new value in the cycle only. */
async function verifyValues(
  { resource, revisions, secretNames }: Found,
  { at, digest }: Receipt,
  { deliveryId }: DeliveredFacts,
): Promise<Verification> {
  const { api, name } = resource
  const reply = await api.write('POST', pathTo(resource, '/listSecrets'), undefined)
  const does = `show the secrets of ${name}`
  const listed = answerOf(resource, reply, secretValuesShape, { does, remains: 'Nothing was changed.' })
  if (listed.is !== 'answer') return verificationOf(listed)
  const values = new Map(listed.body.value.map((one) => [one.name, one.value]))
  const names = secretNames.join(', ')
  const log = 'its system log for errors in syncing the secret'
  if (digest === undefined || secretNames.some((one) => !values.get(one))) {
    const what = `Container Apps does not show the value of ${names} in ${name}`
    return { is: 'unprovable', ask: `${what}. Look whether ${name} signs in with the new secret, and at ${log}.` }
  }
  const behind = secretNames.filter((one) => valueDigest(deliveryId, values.get(one) ?? '') !== digest)
  if (behind.length > 0) {
    const problem = `${name} still has another value for ${behind.join(', ')}. If it stays so, look at ${log}.`
    return { is: 'notYet', problem, retryAfterMs: LOOK_AGAIN_MS }
  }
  const evidence = `${name} shows the delivered value for ${names} (compared by digest), more than 30 minutes after ${at}; ${statesOf(revisions)}.`
  return { is: 'verified', evidence }
}

function statesOf(revisions: readonly Revision[]): string {
  const states = revisions.map(
    ({ name, properties }) => `${name} is ${plainCode(properties.runningState) ?? 'Unknown'}`,
  )
  return states.join(', ')
}
