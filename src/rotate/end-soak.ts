import { isValidAt } from '../domain/credential.ts'
import { takes } from '../domain/destination.ts'
import type { Holder } from '../domain/holder.ts'
import { answerableFor, type DeliveryRecord } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import { proofOfNew } from './by-kind.ts'
import { repair } from './deliver.ts'
import { factsFor } from './delivered.ts'
import { endForDeleted } from './end-for-deleted.ts'
import { moveRotation, type Stepped, tryLater } from './move-rotation.ts'
import { newIsMissing } from './new-is-missing.ts'
import { deliveryFailed } from './record-delivery.ts'
import type { RotatePowers } from './rotate-powers.ts'
import { LOOK_AGAIN_MS, QUIET_MS } from './sign-in-report.ts'
import { verification } from './verification.ts'

/** At the new secret, before a person is asked. */
const LOOKS = 8

/**
 * The gate before the old credential is removed: the new one is there and signs in, every destination has it,
 * whoever answers for it may still do so, and nobody has used the old one since the new one was everywhere.
 */
export async function endSoak(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  const holder = await ctx.directory.holder(rotation.holder.kind, rotation.holder.objectId)
  if (holder === undefined) return endForDeleted(ctx, rotation)
  if (!holder.credentials.some(({ keyId }) => keyId === rotation.newKeyId)) return newIsMissing(ctx, rotation)

  const moved =
    (await objectionOfPeople(ctx, rotation, holder)) ??
    (await objectionOfDestinations(ctx, rotation, holder)) ??
    (await objectionOfLaterDestinations(ctx, rotation)) ??
    (await objectionOfProof(ctx, rotation)) ??
    (await objectionOfSignIns(ctx, rotation, holder))
  if (moved !== undefined) return moved.stored
  return moveRotation(ctx, rotation, 'retiring', 'The soak is over and nothing speaks against removing the old one')
}

/** A step that went another way than to the removal; `stored` as `Stepped`. */
interface Objection {
  readonly stored: StoredRotation | undefined
}

async function objectionOfPeople(
  ctx: RotatePowers,
  rotation: StoredRotation,
  holder: Holder,
): Promise<Objection | undefined> {
  if (await ctx.isEntitled(answerableFor(rotation), holder)) return undefined
  const problem =
    'Whoever approved the rotation may not do so any more, so the old secret was kept. An owner may choose Confirm deployed.'
  return { stored: await moveRotation(ctx, rotation, 'awaitingDeployment', problem, { problem }) }
}

/** Somebody may have overwritten a destination meanwhile; that is repaired once. */
async function objectionOfDestinations(
  ctx: RotatePowers,
  rotation: StoredRotation,
  holder: Holder,
): Promise<Objection | undefined> {
  for (const record of rotation.deliveries.filter(isDelivered)) {
    const outcome = await verification(ctx, record, factsFor(rotation, record, holder, ctx.vault.url))
    if (outcome.is === 'overwritten') return { stored: await repair(ctx, rotation, record, outcome.problem) }
    if (outcome.is === 'refused') return { stored: await deliveryFailed(ctx, rotation, record, outcome.problem) }
    if (outcome.is === 'notYet') {
      const { problem, retryAfterMs } = outcome
      return { stored: await tryLater(ctx, rotation, { problem, retryAfterMs }) }
    }
  }
  return undefined
}

/** What was approved is what is delivered, so a place that was added since has not got the new one. */
async function objectionOfLaterDestinations(
  ctx: RotatePowers,
  rotation: StoredRotation,
): Promise<Objection | undefined> {
  if (rotation.confirmedBy !== null) return undefined
  const known = new Set(rotation.deliveries.map(({ destinationId }) => destinationId))
  const configured = await ctx.configured.about(rotation.holder.objectId)
  const isLeftOut = configured.some(
    ({ destinationId, isRequired, target }) => isRequired && takes(rotation.old, target) && !known.has(destinationId),
  )
  if (!isLeftOut) return undefined
  const problem =
    'A destination was added after this rotation had been approved, so it has not got the new secret and the old one was kept. See that it uses the new one, then choose Confirm deployed.'
  return { stored: await moveRotation(ctx, rotation, 'awaitingDeployment', problem, { problem }) }
}

async function objectionOfProof(ctx: RotatePowers, rotation: StoredRotation): Promise<Objection | undefined> {
  const outcome = await proofOfNew(ctx, rotation)
  if (outcome.is === 'proved') return undefined
  if (outcome.is === 'unprovable') {
    // Where Entra lets nobody sign in from here, what the destinations show has to do, or a person's word.
    if (outcome.isLasting || rotation.confirmedBy !== null) return undefined
    if (rotation.tries >= LOOKS) {
      const problem = `Keyturn cannot see whether the new secret still signs in, so the old one was kept: ${outcome.why} See that the application works with the new one, then choose Confirm deployed.`
      return { stored: await moveRotation(ctx, rotation, 'awaitingDeployment', problem, { problem }) }
    }
  }
  const problem = 'Entra does not accept the new secret at the moment, so the old one was kept. Keyturn tries again.'
  return { stored: await tryLater(ctx, rotation, { problem }) }
}

/** Nobody has used the old one since the new one was everywhere, as far as Entra's report of sign-ins can tell. */
async function objectionOfSignIns(
  ctx: RotatePowers,
  rotation: StoredRotation,
  holder: Holder,
): Promise<Objection | undefined> {
  const signIns = await ctx.directory.lastSignIns(rotation.holder.clientId)
  if (signIns === undefined || signIns.size === 0) return objectionOfOthers(ctx, rotation, holder)
  const lastAt = signIns.get(rotation.old.keyId)
  if (lastAt === undefined || rotation.deliveredAt === null || lastAt <= rotation.deliveredAt) return undefined
  // Whoever used it may have got the new one since: a whole soak without a sign-in says so.
  const quietMs = Math.max(rotation.soakHours * 60 * 60_000, QUIET_MS)
  if (ctx.clock.now().getTime() - lastAt.getTime() >= quietMs) return undefined
  const what = await ctx.directory.lastSignedInTo(rotation.holder.clientId, rotation.old.keyId)
  const where = what === undefined ? '' : ` to ${what}`
  const problem = `The old secret signed in${where} on ${lastAt.toUTCString()}, after the new one was everywhere: something else still uses it. Find it by the sign-in logs of the application and give it the new secret; Keyturn looks again every six hours. Remove old removes it all the same.`
  return { stored: await tryLater(ctx, rotation, { problem, waitMs: LOOK_AGAIN_MS }) }
}

/**
 * Where the report does not know the application at all, not even the sign-in that proved the new credential, as in a
 * tenant without it, silence proves nothing and is not asked for, unless the application has several credentials for
 * several consumers: whose is the old one, only a person can tell then.
 */
async function objectionOfOthers(
  ctx: RotatePowers,
  rotation: StoredRotation,
  { credentials }: Holder,
): Promise<Objection | undefined> {
  const { old, newKeyId, confirmedBy } = rotation
  const now = ctx.clock.now()
  const others = credentials.filter(
    (other) =>
      other.kind === old.kind && other.keyId !== old.keyId && other.keyId !== newKeyId && isValidAt(other, now),
  )
  if (others.length === 0 || confirmedBy !== null) return undefined
  const problem =
    'The application has other valid credentials beside this one, and the report of sign-ins knows none of them, so Keyturn cannot tell whether the places that got the new one are those that used the old one. See that they are, then choose Confirm deployed.'
  return { stored: await moveRotation(ctx, rotation, 'awaitingDeployment', problem, { problem }) }
}

function isDelivered({ state }: DeliveryRecord): boolean {
  return state === 'verified' || state === 'attested'
}
