import { isExpiredAt } from '../domain/credential.ts'
import { hasCode, messageOf } from '../domain/errors.ts'
import type { Holder } from '../domain/holder.ts'
import type { PersonRef } from '../domain/person.ts'
import type { DeliveryRecord, DeliveryState } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import { removeFromEntra, removeFromVault } from './by-kind.ts'
import { claimStep } from './claim-step.ts'
import { endForDeleted } from './end-for-deleted.ts'
import { isSurelyMissing, lookAgain } from './look-again.ts'
import { moveRotation, type Stepped, tryLater } from './move-rotation.ts'
import { parkUndone, putBack, verifyPutBack } from './put-back.ts'
import { readPrevious } from './read-previous.ts'
import { mayHoldNewValue } from './record-delivery.ts'
import { removeLeftovers } from './remove-leftovers.ts'
import type { RotatePowers } from './rotate-powers.ts'
import { LOOK_AGAIN_MS, QUIET_MS } from './sign-in-report.ts'

const TRIES = 8

/**
 * Begins to take a rotation back. A worker may be in the middle of a delivery, whose request may still arrive: the first
 * step waits until it cannot any more, so that the previous value is written last.
 */
export function compensate(
  ctx: Pick<RotatePowers, 'rotations' | 'clock'>,
  rotation: StoredRotation,
  problem: string,
  undoneBy: PersonRef | null = null,
): Stepped {
  const isBusy = rotation.deliveries.some(({ state }) => state === 'writing')
  const now = ctx.clock.now()
  const nextStepAt = isBusy && rotation.nextStepAt > now ? rotation.nextStepAt : now
  return moveRotation(ctx, rotation, 'compensating', problem, { problem, undoneBy, nextStepAt })
}

/**
 * Puts the previous value back, one destination after the other, sees that each of them uses it, and only then removes
 * the new credential.
 */
export async function goBack(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  const holder = await ctx.directory.holder(rotation.holder.kind, rotation.holder.objectId)
  if (holder === undefined) return endForDeleted(ctx, rotation)
  const record = rotation.deliveries.find(mayHoldNewValue) ?? rotation.deliveries.find(isIn('putBack'))
  const isAsking = rotation.deliveries.some(isIn('askingBack'))
  if (record === undefined && !isAsking && rotation.undoneBy === null) return removeNew(ctx, rotation, holder)
  if (!isOldValid(ctx, rotation, holder)) {
    return parkUndone(
      ctx,
      rotation,
      'The old secret has expired or is no longer in Entra, so nothing can go back to it.',
    )
  }
  if (record === undefined) return isAsking ? awaitPutBack(ctx, rotation, holder) : removeNew(ctx, rotation, holder)

  const previous = await readPrevious(ctx, rotation)
  if (previous.is === 'unknown') return parkUndone(ctx, rotation, 'The previous value is not known to Keyturn.')
  if (previous.is === 'notNow') {
    return rotation.tries >= TRIES
      ? parkUndone(ctx, rotation, previous.why)
      : tryLater(ctx, rotation, { problem: rotation.problem })
  }
  const step = record.state === 'putBack' ? verifyPutBack : putBack
  return step(ctx, rotation, record, holder, previous)
}

function isIn(state: DeliveryState): (record: DeliveryRecord) => boolean {
  return (record) => record.state === state
}

function isOldValid(ctx: RotatePowers, { old }: StoredRotation, { credentials }: Holder): boolean {
  return credentials.some(({ keyId }) => keyId === old.keyId) && !isExpiredAt(old, ctx.clock.now())
}

/** A place that cannot show what it uses: a person says so, or a day without a sign-in by the new credential. */
async function awaitPutBack(ctx: RotatePowers, rotation: StoredRotation, holder: Holder): Stepped {
  const signIns = await ctx.directory.lastSignIns(rotation.holder.clientId)
  const quietSince = ctx.clock.now().getTime() - QUIET_MS
  const lastAt = rotation.newKeyId === null ? undefined : signIns?.get(rotation.newKeyId)
  // A report that does not know the application at all, as in a tenant without it, says nothing by its silence.
  const isReported = signIns !== undefined && signIns.size > 0
  const isQuiet = isReported && (lastAt === undefined || lastAt.getTime() <= quietSince)
  if (isQuiet && rotation.changedAt.getTime() <= quietSince) return removeNew(ctx, rotation, holder)
  return tryLater(ctx, rotation, { problem: rotation.problem, waitMs: LOOK_AGAIN_MS })
}

/** Nothing holds it any more: it goes, with its text, and with whatever earlier attempts have left. */
async function removeNew(ctx: RotatePowers, before: StoredRotation, holder: Holder): Stepped {
  await removeLeftovers(ctx, before, holder)
  // One at a time: after a refusal a person may have it delivered again, and then nobody may be about to remove it.
  const rotation = await claimStep(ctx, before)
  if (rotation === undefined) return undefined
  const { newKeyId: keyId, problem } = rotation
  try {
    const outcome = keyId === null ? 'removed' : await removeFromEntra(ctx, rotation, keyId)
    // A replica that does not know a fresh credential yet has removed nothing.
    if (outcome === 'absent' && !isSurelyMissing(rotation)) return lookAgain(ctx, rotation)
  } catch (error) {
    const why = messageOf(error)
    ctx.log.warn({ rotationId: rotation.rotationId, keyId, why }, 'New credential could not be removed yet')
    const isRefused = hasCode(error, 'directory-denied', 'directory-refused')
    if (isRefused && rotation.tries >= TRIES) return parkUndone(ctx, rotation, why)
    return tryLater(ctx, rotation, { problem })
  }
  await removeFromVault(ctx, rotation).catch((error) => {
    // It opens nothing any more, and ends there by itself.
    ctx.log.warn({ rotationId: rotation.rotationId, error: String(error) }, 'Text of a removed secret was left')
  })
  const detail = `New credential ${keyId} was removed; the old one is in force`
  return moveRotation(ctx, rotation, rotation.undoneBy === null ? 'failed' : 'cancelled', detail, { problem })
}
