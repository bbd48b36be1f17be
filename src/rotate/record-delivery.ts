import type { DeliveryRecord, Rotation } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import { moveRotation, type RotatePowers, type Stepped } from './move-rotation.ts'

/** The rotation's records with one of them replaced. */
export function withRecord({ deliveries }: Pick<Rotation, 'deliveries'>, changed: DeliveryRecord): DeliveryRecord[] {
  return deliveries.map((record) => (record.destinationId === changed.destinationId ? changed : record))
}

/** What is required stops the rotation, and a person decides; the old credential stays valid all the while. */
export function deliveryFailed(
  ctx: RotatePowers,
  rotation: StoredRotation,
  record: DeliveryRecord,
  problem: string,
): Stepped {
  const failed = { ...record, problem }
  if (!record.isRequired) {
    const deliveries = withRecord(rotation, { ...failed, state: 'skipped' })
    return moveRotation(ctx, rotation, 'delivering', `Left out, as it is optional: ${problem}`, { deliveries })
  }
  const sentence = `${problem} The old secret is still valid and was not touched. Use Rotate to go on once that is mended, or Undo.`
  return moveRotation(ctx, rotation, 'parked', sentence, {
    problem: sentence,
    deliveries: withRecord(rotation, failed),
  })
}
