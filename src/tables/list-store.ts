import { z } from 'zod/v4'
import type { ListRef, ListStore, SentList } from '../ports.ts'
import { changeRow } from './change-row.ts'
import { decodeRow, encode } from './codec.ts'
import { keyOf, partitionOf, prefixOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { readable, rowsOfAll, startingWith } from './read-rows.ts'
import { holderRefShape, instant, personRefShape, reasonShape, sentRefShape, toldShape } from './shapes.ts'

const listShape = z.object({
  listId: z.string(),
  person: personRefShape,
  rows: z.array(
    z.object({
      holder: holderRefShape,
      because: reasonShape,
      told: toldShape,
      keyIds: z.array(z.string()),
      isTakenOver: z.boolean(),
    }),
  ),
  sent: sentRefShape.nullable(),
  at: instant,
})

/** One row for each list that a person was sent. */
export function createListStore({ records: table, log }: Pick<OpenTables, 'records' | 'log'>): ListStore {
  return {
    async *all() {
      for await (const row of rowsOfAll(table, { keys: startingWith(prefixOf('list')) })) {
        const list = readable(listShape, row, { table, log })
        if (list !== undefined) yield list
      }
    },

    async get(of) {
      const { partition, key } = placeOf(of)
      const row = await table.get(partition, key)
      return row && decodeRow(listShape, table.name, row)
    },

    async add(list) {
      const { partition, key } = placeOf({ personId: list.person.personId, listId: list.listId })
      await table.write(partition, [{ is: 'upsert', row: { key, properties: encode(list) } }])
    },

    async remove(of) {
      const { partition, key } = placeOf(of)
      await table.remove(partition, key)
    },

    change(of, change) {
      return changeRow(table, placeOf(of), (row) => {
        const list: SentList | undefined = change(row && readable(listShape, row, { table, log }))
        return list && encode(list)
      })
    },
  }
}

function placeOf({ personId, listId }: ListRef): { partition: string; key: string } {
  return { partition: partitionOf(personId), key: keyOf('list', personId, listId) }
}
