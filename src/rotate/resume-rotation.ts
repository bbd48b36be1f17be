import { type ConfiguredDestination, takes } from '../domain/destination.ts'
import type { PersonRef } from '../domain/person.ts'
import type { DeliveryRecord } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import { moveRotation, type Stepped } from './move-rotation.ts'
import { mayHoldNewValue, withConsumersAgain } from './record-delivery.ts'
import type { RotatePowers } from './rotate-powers.ts'
import { toDelivery } from './start-rotation.ts'

/**
 * Goes on with a parked rotation as a person has decided: to the destinations as they are configured now, with what has
 * been delivered left as it is. Its new secret counts as proved, since the person has read that it is not.
 */
export async function resumeRotation(
  ctx: Pick<RotatePowers, 'rotations' | 'configured' | 'clock'>,
  rotation: StoredRotation,
  by: PersonRef,
): Stepped {
  const configured = await ctx.configured.about(rotation.holder.objectId)
  const taken = configured
    .filter(({ target }) => takes(rotation.old, target))
    .map((destination) => recordOf(rotation, destination))
  const deliveries = [...consumersAgain(taken), ...leftBehind(rotation, taken)]
  const state = deliveries.length > 0 ? 'delivering' : 'awaitingDeployment'
  return moveRotation(ctx, rotation, state, 'Taken up again', { deliveries, approvedBy: by })
}

/** A vault that is written once more gets a new version, which those that read from it have to learn of. */
function consumersAgain(records: readonly DeliveryRecord[]): readonly DeliveryRecord[] {
  const written = records.filter(({ state, target }) => state === 'writing' && target.kind === 'keyVault')
  return written.reduce<readonly DeliveryRecord[]>(withConsumersAgain, records)
}

/** Places that nobody configures any more, and that may hold the new value all the same: an undo has to reach them. */
function leftBehind(rotation: StoredRotation, taken: readonly DeliveryRecord[]): DeliveryRecord[] {
  const known = new Set(taken.map(({ target }) => JSON.stringify(target)))
  return rotation.deliveries
    .filter((record) => mayHoldNewValue(record) && !known.has(JSON.stringify(record.target)))
    .map((record) => ({
      ...record,
      destinationId: taken.some(({ destinationId }) => destinationId === record.destinationId)
        ? `${record.destinationId}-${record.receipt?.version ?? 'before'}`
        : record.destinationId,
      isRequired: false,
      state: 'skipped',
      problem: 'No destination any more; it may still hold what it got.',
    }))
}

function recordOf(rotation: StoredRotation, destination: ConfiguredDestination): DeliveryRecord {
  const before = rotation.deliveries.find(({ destinationId }) => destinationId === destination.destinationId)
  if (before === undefined || JSON.stringify(before.target) !== JSON.stringify(destination.target)) {
    return toDelivery(destination)
  }
  // With a problem, it was found not to hold the new value any more.
  const isSettled = (before.state === 'verified' || before.state === 'attested') && before.problem === null
  if (isSettled) return before
  if (before.state === 'waiting' && before.receipt === null) return { ...before, repairs: 0, problem: null }
  // A write may have reached it, which an undo has to know. And a place that does each delivery once must not take this
  // one for the one before, which may have been put back since.
  return { ...before, state: 'writing', repairs: before.repairs + 1, problem: null }
}
