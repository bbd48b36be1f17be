import type { Holder } from '../domain/holder.ts'
import type { PersonRef } from '../domain/person.ts'
import type { DeliveryRecord } from '../domain/rotation.ts'
import type { StoredRotation, WriteOutcome } from '../ports.ts'
import { hasTimeLeft, STEP_SECONDS, untilTakenOver } from './attempt.ts'
import { removeFromEntra, removeFromVault } from './by-kind.ts'
import { destinationFor } from './choose-destination.ts'
import { factsFor } from './delivered.ts'
import { endForDeleted } from './end-for-deleted.ts'
import { keepRotation, moveRotation, type RotatePowers, type Stepped, tryLater } from './move-rotation.ts'
import { type FoundPrevious, readPrevious } from './read-previous.ts'
import { withRecord } from './record-delivery.ts'
import { removeLeftovers } from './remove-leftovers.ts'

const RESTORE_TRIES = 8

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

/** Puts the previous value back, one destination after the other, then removes the new credential. */
export async function goBack(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  const holder = await ctx.directory.holder(rotation.holder.kind, rotation.holder.objectId)
  if (holder === undefined) return endForDeleted(ctx, rotation)
  const isOldThere = holder.credentials.some(({ keyId }) => keyId === rotation.old.keyId)
  const record = rotation.deliveries.find(mayHoldNewValue)
  if (record === undefined) return removeNew(ctx, rotation, holder)
  if (!isOldThere) return park(ctx, rotation, 'The old secret is no longer in Entra, so nothing can go back to it.')

  const previous = await readPrevious(ctx, rotation)
  if (previous.is === 'unknown') return park(ctx, rotation, 'The previous value is not known to Keyturn.')
  if (previous.is === 'notNow') {
    return rotation.tries >= RESTORE_TRIES
      ? park(ctx, rotation, previous.why)
      : tryLater(ctx, rotation, { problem: rotation.problem })
  }
  return restore(ctx, rotation, record, holder, previous)
}

/** Whether a write may have reached it, and it was not put back since. */
export function mayHoldNewValue({ state, receipt }: DeliveryRecord): boolean {
  return state === 'waiting' ? receipt !== null : state !== 'restored'
}

async function restore(
  ctx: RotatePowers,
  rotation: StoredRotation,
  record: DeliveryRecord,
  holder: Holder,
  previous: FoundPrevious,
): Stepped {
  const restoring = { ...record, state: 'restoring' } as const
  const claimed = await keepRotation(ctx, rotation, {
    deliveries: withRecord(rotation, restoring),
    nextStepAt: new Date(ctx.clock.now().getTime() + STEP_SECONDS * 1000),
  })
  if (claimed === undefined || !hasTimeLeft(ctx, claimed)) return undefined
  const facts = factsFor(claimed, restoring, holder, ctx.vault.url, previous.vaultSecret)
  const outcome = await writeBack(ctx, restoring, {
    ...facts,
    secretText: previous.secretText,
    signal: untilTakenOver(ctx, claimed),
  })
  if (outcome.is === 'refused' && !record.isRequired) {
    const given = { ...restoring, state: 'restored', problem: outcome.problem } as const
    const detail = `Left as it is, being optional: ${outcome.problem}`
    return moveRotation(ctx, claimed, 'compensating', detail, {
      problem: claimed.problem,
      deliveries: withRecord(claimed, given),
    })
  }
  if (outcome.is === 'written') {
    // What was there before the rotation stays known, should another destination need it after a crash.
    const before = record.receipt?.before === undefined ? {} : { before: record.receipt.before }
    const restored = { ...restoring, state: 'restored', receipt: { ...outcome.receipt, ...before } } as const
    const detail = `Previous value put back: ${record.target.kind} ${record.destinationId}`
    const { problem } = claimed
    return moveRotation(ctx, claimed, 'compensating', detail, { problem, deliveries: withRecord(claimed, restored) })
  }
  if (outcome.is === 'refused' || claimed.tries >= RESTORE_TRIES) return park(ctx, claimed, outcome.problem)
  return tryLater(ctx, claimed, { problem: claimed.problem, retryAfterMs: outcome.retryAfterMs })
}

async function writeBack(
  ctx: RotatePowers,
  { target }: DeliveryRecord,
  delivered: Parameters<ReturnType<typeof destinationFor>['write']>[1],
): Promise<WriteOutcome> {
  try {
    return await destinationFor(ctx.destinations, target).write(target, delivered)
  } catch (error) {
    return { is: 'later', problem: error instanceof Error ? error.message : String(error) }
  }
}

/** Nothing holds it any more: it goes, with its text, and with whatever earlier attempts have left. */
async function removeNew(ctx: RotatePowers, rotation: StoredRotation, holder: Holder): Stepped {
  await removeLeftovers(ctx, rotation, holder)
  const keyId = rotation.newKeyId
  try {
    if (keyId !== null) await removeFromEntra(ctx, rotation, keyId)
    await removeFromVault(ctx, rotation)
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    ctx.log.warn({ rotationId: rotation.rotationId, keyId, problem }, 'New secret could not be removed yet')
    return tryLater(ctx, rotation, { problem: rotation.problem })
  }
  const { problem } = rotation
  const detail = `New credential ${keyId} was removed; the old one is in force`
  return moveRotation(ctx, rotation, rotation.undoneBy === null ? 'failed' : 'cancelled', detail, { problem })
}

function park(ctx: RotatePowers, rotation: StoredRotation, why: string): Stepped {
  const restored = rotation.deliveries.filter(({ state }) => state === 'restored').length
  const of = rotation.deliveries.filter(({ state }) => state !== 'waiting').length
  const problem = `The rotation could not be undone. ${why} The previous value was put back in ${restored} of ${of} places; the old and the new secret are both still valid. Use Rotate to deliver the new one again, or put the old one back by hand.`
  return moveRotation(ctx, rotation, 'parked', problem, { problem, undoneBy: null })
}
