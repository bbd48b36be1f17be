import { z } from 'zod/v4'
import { approvalRules, type Enrollment } from '../domain/enrollment.ts'
import type { EnrollmentStore } from '../ports.ts'
import { decodeRow, encode } from './codec.ts'
import { eventInsert } from './event-rows.ts'
import { keyOf, partitionOf, prefixOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { everyRow, readable, startingWith } from './read-rows.ts'
import { holderRefShape, instant, personRefShape } from './shapes.ts'

const enrollmentShape: z.ZodType<Enrollment> = z.object({
  holder: holderRefShape,
  keyId: z.string(),
  lifetimeDays: z.number().int(),
  rotateBefore: z.union([z.object({ hours: z.number() }), z.object({ percent: z.number() })]),
  soakHours: z.number().int().nullable().default(null),
  approval: z.enum(approvalRules),
  timeZone: z.string(),
  quietHours: z.object({ from: z.string(), to: z.string() }).nullable(),
  freezes: z.array(z.object({ from: z.string(), to: z.string() })),
  enrolledBy: personRefShape,
  enrolledAt: instant,
})

/** One row for each enrolled application; the last word counts. */
export function createEnrollmentStore({ records: table, log }: Pick<OpenTables, 'records' | 'log'>): EnrollmentStore {
  return {
    async all() {
      const rows = await everyRow(table, { keys: startingWith(prefixOf('enrollment')) })
      return rows.map((row) => readable(enrollmentShape, row, { table, log })).filter((found) => found !== undefined)
    },

    async of(objectId) {
      const row = await table.get(partitionOf(objectId), keyFor(objectId))
      return row && decodeRow(enrollmentShape, table.name, row)
    },

    async save(enrollment, event) {
      const { objectId } = enrollment.holder
      const row = { key: keyFor(objectId), properties: encode(enrollment) }
      await table.write(partitionOf(objectId), [{ is: 'upsert', row }, eventInsert(event)])
    },

    async remove(enrollment, event) {
      const { objectId } = enrollment.holder
      await table.write(partitionOf(objectId), [{ is: 'delete', row: { key: keyFor(objectId) } }, eventInsert(event)])
    },
  }
}

function keyFor(objectId: string): string {
  return keyOf('enrollment', objectId)
}
