import { z } from 'zod/v4'
import type { Approval, Snooze } from '../domain/approval.ts'
import type { ApprovalStore, Decisions } from '../ports.ts'
import { decodeRow, encode } from './codec.ts'
import { writeWithEvent } from './event-rows.ts'
import { keyOf, partitionOf, prefixOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { everyRow, readable, rowsOf, startingWith } from './read-rows.ts'
import { instant, personRefShape } from './shapes.ts'
import type { StoredRow } from './table.ts'

const approvalShape = z.object({
  objectId: z.string(),
  keyId: z.string(),
  approvedBy: personRefShape,
  approvedAt: instant,
  reason: z.string(),
  rotateAt: instant,
})

const snoozeShape = z.object({
  objectId: z.string(),
  keyId: z.string(),
  snoozedBy: personRefShape,
  snoozedAt: instant,
  untilAt: instant,
})

/** One approval and one snooze for each credential; a later one replaces it. */
export function createApprovalStore({ records: table, log }: Pick<OpenTables, 'records' | 'log'>): ApprovalStore {
  const decisionsOf = (approvals: readonly StoredRow[], snoozes: readonly StoredRow[]): Decisions => ({
    approvals: approvals.map((row) => readable(approvalShape, row, { table, log })).filter((one) => one !== undefined),
    snoozes: snoozes.map((row) => readable(snoozeShape, row, { table, log })).filter((one) => one !== undefined),
  })
  return {
    async approve(approval, event) {
      await writeWithEvent(table, { key: keyFor('approval', approval), properties: encode(approval) }, event)
    },

    async snooze(snooze, event) {
      await writeWithEvent(table, { key: keyFor('snooze', snooze), properties: encode(snooze) }, event)
    },

    async useUp(approval) {
      const partition = partitionOf(approval.objectId)
      const row = await table.get(partition, keyFor('approval', approval))
      if (row === undefined) return
      const { approvedAt } = decodeRow(approvalShape, table.name, row)
      // A later approval asks for a rotation of its own; the ETag keeps one that arrives just now.
      if (approvedAt.getTime() === approval.approvedAt.getTime()) await table.remove(partition, row.key, row.etag)
    },

    async about(objectId) {
      const partition = partitionOf(objectId)
      const read = (kind: string) => rowsOf(table, { partition, keys: startingWith(prefixOf(kind, objectId)) })
      return decisionsOf(...(await Promise.all([read('approval'), read('snooze')])))
    },

    async all() {
      const read = (kind: string) => everyRow(table, { keys: startingWith(prefixOf(kind)) })
      return decisionsOf(...(await Promise.all([read('approval'), read('snooze')])))
    },
  }
}

function keyFor(
  kind: 'approval' | 'snooze',
  { objectId, keyId }: Pick<Approval & Snooze, 'objectId' | 'keyId'>,
): string {
  return keyOf(kind, objectId, keyId)
}
