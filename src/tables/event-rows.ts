import { z } from 'zod/v4'
import type { AuditAction, AuditEvent } from '../domain/audit-event.ts'
import { encode } from './codec.ts'
import { keyOf, partitionOf } from './keys.ts'
import { holderRefShape, instant, oneOf, personRefShape } from './shapes.ts'
import type { Row, Table, Write } from './table.ts'

const auditActionShape = oneOf<AuditAction>({
  'alert-sent': true,
  'rotation-approved': true,
  'rotation-minting': true,
  'rotation-stored': true,
  'rotation-retiring': true,
  'rotation-done': true,
  'rotation-parked': true,
  'rotation-cancelled': true,
  'attempt-removed': true,
  'renewal-approved': true,
  snoozed: true,
  'still-in-use': true,
  'removal-confirmed': true,
  'credential-removed': true,
  'removal-failed': true,
  excluded: true,
  included: true,
  'owner-assigned': true,
  'owner-removed': true,
  'owner-nominated': true,
  'nomination-awaitingNominee': true,
  'nomination-accepting': true,
  'nomination-accepted': true,
  'nomination-declined': true,
  'nomination-refused': true,
  'nomination-expired': true,
  'nomination-withdrawn': true,
  'action-refused': true,
})

export const auditEventShape = z.object({
  eventId: z.string(),
  at: instant,
  action: auditActionShape,
  actor: personRefShape.nullable(),
  holder: holderRefShape,
  keyId: z.string().nullable(),
  detail: z.string(),
})

export function eventInsert(event: AuditEvent): Write {
  return { is: 'insert', row: { key: keyOf('audit', event.holder.objectId, event.eventId), properties: encode(event) } }
}

/**
 * Replaces the row and records the event about the same application, as one. An event that is recorded already stays
 * as it was first written: then the row alone is replaced.
 */
export async function writeWithEvent(table: Table, row: Row, event: AuditEvent): Promise<void> {
  const partition = partitionOf(event.holder.objectId)
  const upsert: Write = { is: 'upsert', row }
  const outcome = await table.write(partition, [upsert, eventInsert(event)])
  if (outcome === 'conflict') await table.write(partition, [upsert])
}
