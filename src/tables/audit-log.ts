import type { AuditLog } from '../ports.ts'
import { auditEventShape, eventInsert } from './event-rows.ts'
import { partitionOf, prefixOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { readable, rowsOf, startingWith } from './read-rows.ts'

/** Inserts only: what is recorded is never changed here. Oldest first. */
export function createAuditLog({ records: table, log }: Pick<OpenTables, 'records' | 'log'>): AuditLog {
  return {
    async record(event) {
      // A conflict means that this event was recorded before.
      await table.write(partitionOf(event.holder.objectId), [eventInsert(event)])
    },

    async about(objectId) {
      const keys = startingWith(prefixOf('audit', objectId))
      const rows = await rowsOf(table, { partition: partitionOf(objectId), keys })
      const events = rows
        .map((row) => readable(auditEventShape, row, { table, log }))
        .filter((event) => event !== undefined)
      return events.sort((one, other) => one.at.getTime() - other.at.getTime())
    },
  }
}
