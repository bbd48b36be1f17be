import type { Holder } from '../domain/holder.ts'
import type { DeliveryRecord } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import { untilTakenOver } from './attempt.ts'
import { claimStep } from './claim-step.ts'
import { factsFor } from './delivered.ts'
import { moveRotation, type Stepped, tryLater } from './move-rotation.ts'
import type { FoundPrevious } from './read-previous.ts'
import { withRecord } from './record-delivery.ts'
import type { RotatePowers } from './rotate-powers.ts'
import { VERIFIED_WITHIN_MS, verification } from './verification.ts'
import { writeToPlace } from './write-to-place.ts'

const WRITE_TRIES = 8

/** Writes the previous value to one destination. */
export async function putBack(
  ctx: RotatePowers,
  rotation: StoredRotation,
  record: DeliveryRecord,
  holder: Holder,
  previous: FoundPrevious,
): Stepped {
  const restoring = { ...record, state: 'restoring' } as const
  const claimed = await claimStep(ctx, rotation, { deliveries: withRecord(rotation, restoring) })
  if (claimed === undefined) return undefined
  const facts = factsFor(claimed, restoring, holder, ctx.vault.url, previous.vaultSecret)
  const signal = untilTakenOver(ctx, claimed)
  const outcome = await writeToPlace(ctx, restoring, { ...facts, secretText: previous.secretText, signal })
  if (outcome.is === 'written') {
    // What was there before the rotation stays known, should another destination need it after a crash.
    const before = record.receipt?.before === undefined ? {} : { before: record.receipt.before }
    const receipt = { ...outcome.receipt, ...before }
    return settle(ctx, claimed, { ...restoring, state: 'putBack', receipt, evidence: null, problem: null })
  }
  if (outcome.is === 'refused' && !record.isRequired) return giveUp(ctx, claimed, restoring, outcome.problem)
  if (outcome.is === 'refused' || claimed.tries >= WRITE_TRIES) return parkUndone(ctx, claimed, outcome.problem)
  return tryLater(ctx, claimed, { problem: claimed.problem, retryAfterMs: outcome.retryAfterMs })
}

/** Sees that the destination uses the previous value again: until then something may still run with the new one. */
export async function verifyPutBack(
  ctx: RotatePowers,
  rotation: StoredRotation,
  record: DeliveryRecord,
  holder: Holder,
  previous: FoundPrevious,
): Stepped {
  const facts = factsFor(rotation, record, holder, ctx.vault.url, previous.vaultSecret)
  const outcome = await verification(ctx, record, facts)
  switch (outcome.is) {
    case 'verified':
      return settle(ctx, rotation, { ...record, state: 'restored', evidence: outcome.evidence, problem: null })
    case 'unprovable':
      return settle(ctx, rotation, { ...record, state: 'askingBack', problem: outcome.ask })
    case 'refused':
    case 'overwritten':
      return record.isRequired
        ? parkUndone(ctx, rotation, outcome.problem)
        : giveUp(ctx, rotation, record, outcome.problem)
    case 'notYet': {
      const sinceMs = ctx.clock.now().getTime() - rotation.changedAt.getTime()
      if (sinceMs > VERIFIED_WITHIN_MS) return parkUndone(ctx, rotation, outcome.problem)
      const { retryAfterMs } = outcome
      const changes = { deliveries: withRecord(rotation, { ...record, problem: outcome.problem }) }
      return tryLater(ctx, rotation, { problem: rotation.problem, retryAfterMs, atMostMs: 15 * 60_000, changes })
    }
  }
}

/** An optional destination keeps nobody from going back. */
function giveUp(ctx: RotatePowers, rotation: StoredRotation, record: DeliveryRecord, problem: string): Stepped {
  return settle(ctx, rotation, { ...record, state: 'restored', evidence: null, problem })
}

function settle(ctx: RotatePowers, rotation: StoredRotation, record: DeliveryRecord): Stepped {
  const said = record.evidence ?? record.problem ?? record.state
  const detail = `Previous value, ${record.target.kind} ${record.destinationId}: ${said}`
  const { problem } = rotation
  return moveRotation(ctx, rotation, 'compensating', detail, { problem, deliveries: withRecord(rotation, record) })
}

/** A person has to decide: both credentials are valid, and not every place holds the same one. */
export function parkUndone(ctx: RotatePowers, rotation: StoredRotation, why: string): Stepped {
  const restored = rotation.deliveries.filter(({ state }) => state === 'restored').length
  const of = rotation.deliveries.filter(({ state }) => state !== 'waiting').length
  const problem = `The rotation could not be undone. ${why} The previous value is in use again in ${restored} of ${of} places; the new secret was not removed. Use Rotate to deliver the new one again, or put the old one back by hand.`
  return moveRotation(ctx, rotation, 'parked', problem, { problem, undoneBy: null })
}
