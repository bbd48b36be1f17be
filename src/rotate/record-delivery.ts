import type { DestinationKind } from '../domain/destination.ts'
import type { DeliveryRecord, Rotation } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import { moveRotation, type Stepped } from './move-rotation.ts'
import type { RotatePowers } from './rotate-powers.ts'

/** The rotation's records with one of them replaced. */
export function withRecord({ deliveries }: Pick<Rotation, 'deliveries'>, changed: DeliveryRecord): DeliveryRecord[] {
  return deliveries.map((record) => (record.destinationId === changed.destinationId ? changed : record))
}

/** Whether a write may have reached it, and the previous value was not put back since. */
export function mayHoldNewValue({ state, receipt }: DeliveryRecord): boolean {
  if (state === 'waiting') return receipt !== null
  return state !== 'putBack' && state !== 'askingBack' && state !== 'restored'
}

const consumerKinds: readonly DestinationKind[] = ['appService', 'containerApp', 'webhook', 'runbook']

/** Once a vault is written again, whoever reads from it has to learn of the new version. */
export function withConsumersAgain(deliveries: readonly DeliveryRecord[], written: DeliveryRecord): DeliveryRecord[] {
  if (written.target.kind !== 'keyVault') return [...deliveries]
  const at = deliveries.findIndex(({ destinationId }) => destinationId === written.destinationId)
  return deliveries.map((record, index) => {
    const isConsumer = index > at && consumerKinds.includes(record.target.kind)
    if (!isConsumer || record.state === 'waiting' || record.state === 'skipped') return record
    return { ...record, state: 'waiting', repairs: record.repairs + 1, evidence: null, problem: null }
  })
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
