import { messageOf } from '../domain/errors.ts'
import type { DeliveryRecord } from '../domain/rotation.ts'
import type { DeliveredFacts, Verification } from '../ports.ts'
import { destinationFor } from './choose-destination.ts'
import type { RotatePowers } from './rotate-powers.ts'

/** A destination that uses a value at all does so by then. */
export const VERIFIED_WITHIN_MS = 24 * 60 * 60_000

/** Asks a destination whether it holds what was written; what keeps it from answering is no answer. */
export async function verification(
  ctx: Pick<RotatePowers, 'destinations'>,
  { target, receipt }: DeliveryRecord,
  facts: DeliveredFacts,
): Promise<Verification> {
  try {
    return await destinationFor(ctx.destinations, target).verify(target, receipt ?? {}, facts)
  } catch (error) {
    return { is: 'notYet', problem: messageOf(error) }
  }
}
