import type { PersonRef } from '../domain/person.ts'
import type { StoredRotation } from '../ports.ts'
import { beginSoak } from './deliver.ts'
import { moveRotation, type Stepped } from './move-rotation.ts'
import type { RotatePowers } from './rotate-powers.ts'

/**
 * A person vouches that the new credential is in use, or, while a rotation is taken back, that the previous one is.
 * Without destinations that is all the evidence there is, and the old one goes; with them it stands for those that cannot
 * show it, and the soak with its gate follows.
 */
export function confirmRotation(
  ctx: Pick<RotatePowers, 'rotations' | 'clock'>,
  rotation: StoredRotation,
  by: PersonRef,
): Stepped {
  if (rotation.state === 'compensating') return confirmPutBack(ctx, rotation)
  if (rotation.deliveries.length === 0) return removeOldNow(ctx, rotation, by)
  const deliveries = rotation.deliveries.map((record) =>
    record.state === 'asking'
      ? { ...record, state: 'attested' as const, evidence: 'Seen to be in use by an owner.', problem: null }
      : record,
  )
  const isNewThere =
    rotation.deliveredAt !== null && deliveries.every(({ state }, at) => state === rotation.deliveries[at]?.state)
  if (!isNewThere) return beginSoak(ctx, rotation, 'Confirmed as deployed', { deliveries, confirmedBy: by })
  // It has soaked already: the gate is asked at once.
  return moveRotation(ctx, rotation, 'soaking', 'Confirmed as deployed', { confirmedBy: by })
}

function confirmPutBack(ctx: Pick<RotatePowers, 'rotations' | 'clock'>, rotation: StoredRotation): Stepped {
  const deliveries = rotation.deliveries.map((record) =>
    record.state === 'askingBack'
      ? { ...record, state: 'restored' as const, evidence: 'Seen to be in use by an owner.', problem: null }
      : record,
  )
  const { problem } = rotation
  return moveRotation(ctx, rotation, 'compensating', 'Confirmed: the previous value is in use', { problem, deliveries })
}

/** Ends the wait for the old credential, as a person has confirmed. */
export function removeOldNow(
  ctx: Pick<RotatePowers, 'rotations' | 'clock'>,
  rotation: StoredRotation,
  by: PersonRef,
): Stepped {
  return moveRotation(ctx, rotation, 'retiring', 'Confirmed: the old credential may be removed', { confirmedBy: by })
}
