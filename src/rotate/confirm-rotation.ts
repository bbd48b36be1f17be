import type { PersonRef } from '../domain/person.ts'
import type { AppContext, StoredRotation } from '../ports.ts'
import { beginSoak } from './deliver.ts'
import { moveRotation, type RotatePowers, type Stepped } from './move-rotation.ts'

/**
 * A person vouches that the new credential is in use. Without destinations that is all the evidence there is, and the
 * old one goes; with them it stands for those that cannot show it, and the soak follows.
 */
export function confirmRotation(
  ctx: Pick<RotatePowers, 'rotations' | 'clock'>,
  rotation: StoredRotation,
  by: PersonRef,
): Stepped {
  if (!rotation.deliveries.some(({ state }) => state === 'asking')) return removeOldNow(ctx, rotation, by)
  const deliveries = rotation.deliveries.map((record) =>
    record.state === 'asking'
      ? { ...record, state: 'attested' as const, evidence: 'Seen to be in use by an owner.', problem: null }
      : record,
  )
  return beginSoak(ctx, rotation, 'Confirmed as deployed', { deliveries, confirmedBy: by })
}

/** Ends the wait for the old credential, as a person has confirmed. */
export function removeOldNow(
  ctx: Pick<AppContext, 'rotations' | 'clock'>,
  rotation: StoredRotation,
  by: PersonRef,
): Stepped {
  return moveRotation(ctx, rotation, 'retiring', 'Confirmed: the old credential may be removed', { confirmedBy: by })
}
