import { z } from 'zod/v4'
import { noticeKinds, type RotationNotice } from '../domain/rotation-notice.ts'
import type { NoticeStore } from '../ports.ts'
import { changeRow } from './change-row.ts'
import { encode } from './codec.ts'
import { keyOf, partitionOf, prefixOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { everyRow, readable, startingWith } from './read-rows.ts'
import { credentialShape, holderRefShape, instant, personRefShape } from './shapes.ts'
import type { Write } from './table.ts'

const noticeShape = z.object({
  noticeId: z.string(),
  kind: z.enum(noticeKinds),
  holder: holderRefShape,
  old: credentialShape,
  newEndAt: instant.nullable(),
  by: personRefShape,
  problem: z.string().nullable(),
  at: instant,
  heard: z.array(z.string()),
})

/** Inserted in the transaction of the transition that it tells of, so that neither is there without the other. */
export function noticeInsert(notice: RotationNotice): Write {
  return { is: 'insert', row: { key: keyFor(notice), properties: encode(notice) } }
}

/** One row for each thing that owners have yet to hear; gone once everybody has. */
export function createNoticeStore({ records: table, log }: Pick<OpenTables, 'records' | 'log'>): NoticeStore {
  return {
    async open() {
      const rows = await everyRow(table, { keys: startingWith(prefixOf('notice')) })
      return rows.map((row) => readable(noticeShape, row, { table, log })).filter((found) => found !== undefined)
    },

    noteHeard(notice, personId) {
      const at = { partition: partitionOf(notice.holder.objectId), key: keyFor(notice) }
      return changeRow(table, at, (row) => {
        const before = row && readable(noticeShape, row, { table, log })
        if (before === undefined || before.heard.includes(personId)) return undefined
        return encode({ ...before, heard: [...before.heard, personId] })
      })
    },

    async remove(notice) {
      await table.remove(partitionOf(notice.holder.objectId), keyFor(notice))
    },
  }
}

function keyFor({ holder, noticeId }: RotationNotice): string {
  return keyOf('notice', holder.objectId, noticeId)
}
