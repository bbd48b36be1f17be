import type { DeliveryRecord } from '../domain/rotation.ts'
import type { DeliveredFacts, Verification } from '../ports.ts'
import { destinationFor } from './choose-destination.ts'
import type { RotatePowers } from './move-rotation.ts'

/** Asks a destination whether it holds what was written; what keeps it from answering is no answer. */
export async function verification(
  ctx: Pick<RotatePowers, 'destinations'>,
  { target, receipt }: DeliveryRecord,
  facts: DeliveredFacts,
): Promise<Verification> {
  try {
    return await destinationFor(ctx.destinations, target).verify(target, receipt ?? {}, facts)
  } catch (error) {
    return { is: 'notYet', problem: error instanceof Error ? error.message : String(error) }
  }
}
