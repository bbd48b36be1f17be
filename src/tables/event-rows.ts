import { z } from 'zod/v4'
import { type AuditEvent, auditActions } from '../domain/audit-event.ts'
import { encode } from './codec.ts'
import { keyOf, partitionOf } from './keys.ts'
import { holderRefShape, instant, personRefShape } from './shapes.ts'
import type { Row, Table, Write } from './table.ts'

export const auditEventShape = z.object({
  eventId: z.string(),
  at: instant,
  action: z.enum(auditActions),
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
