import { z } from 'zod/v4'
import type { Announcement } from '../domain/announcement.ts'
import type { AnnouncementStore } from '../ports.ts'
import { encode } from './codec.ts'
import { keyOf, partitionOf, prefixOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { everyRow, readable, startingWith } from './read-rows.ts'
import { holderRefShape, instant, personRefShape } from './shapes.ts'
import type { Write } from './table.ts'

const announcementShape = z.object({
  announcementId: z.string(),
  holder: holderRefShape,
  title: z.string(),
  text: z.string(),
  by: personRefShape.nullable(),
  at: instant,
})

/** Inserted in the transaction of the decision that it is about, so that none goes unannounced. */
export function announcementInserts(announcement: Announcement | null): readonly Write[] {
  if (announcement === null) return []
  return [{ is: 'insert', row: { key: keyFor(announcement), properties: encode(announcement) } }]
}

/** One row for each thing that administrators have yet to hear; gone once they have. */
export function createAnnouncementStore({
  records: table,
  log,
}: Pick<OpenTables, 'records' | 'log'>): AnnouncementStore {
  return {
    async open() {
      const rows = await everyRow(table, { keys: startingWith(prefixOf('announcement')) })
      return rows.map((row) => readable(announcementShape, row, { table, log })).filter((found) => found !== undefined)
    },

    async remove(announcement) {
      await table.remove(partitionOf(announcement.holder.objectId), keyFor(announcement))
    },
  }
}

function keyFor({ holder, announcementId }: Announcement): string {
  return keyOf('announcement', holder.objectId, announcementId)
}
