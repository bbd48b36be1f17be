import { messageOf } from '../domain/errors.ts'
import type { DeliveryRecord } from '../domain/rotation.ts'
import type { Delivered, WriteOutcome } from '../ports.ts'
import { destinationFor } from './choose-destination.ts'
import type { RotatePowers } from './rotate-powers.ts'

/** Writes a value to a destination once. What it throws leaves the effect unknown, so the write is repeated later. */
export async function writeToPlace(
  ctx: Pick<RotatePowers, 'destinations' | 'log'>,
  { target, destinationId }: DeliveryRecord,
  delivered: Delivered,
): Promise<WriteOutcome> {
  try {
    return await destinationFor(ctx.destinations, target).write(target, delivered)
  } catch (error) {
    const problem = messageOf(error)
    ctx.log.warn({ rotationId: delivered.rotationId, destinationId, problem }, 'A destination could not be written')
    return { is: 'later', problem }
  }
}
