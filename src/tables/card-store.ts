import { z } from 'zod/v4'
import type { CardRefusal, CardStore } from '../ports.ts'
import { changeRow } from './change-row.ts'
import { encode } from './codec.ts'
import { eventInsert } from './event-rows.ts'
import { keyOf, partitionOf, prefixOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { readable, rowsOf, rowsOfAll, startingWith } from './read-rows.ts'
import { instant, oneOf, personRefShape, reasonShape, sentRefShape, toldShape } from './shapes.ts'
import type { StoredRow } from './table.ts'

const refusalShape = oneOf<CardRefusal>({
  'not-installed': true,
  blocked: true,
  throttled: true,
  gone: true,
  'too-big': true,
  unreachable: true,
  refused: true,
  'no-account': true,
})

const sentCardShape = z.object({
  objectId: z.string(),
  person: personRefShape,
  because: reasonShape.nullable(),
  told: toldShape,
  keyIds: z.array(z.string()),
  copies: z.array(sentRefShape),
  listId: z.string().nullable(),
  refusal: refusalShape.nullable(),
  at: instant,
})

/** One row for each person's card about an application. */
export function createCardStore({ records: table, log }: Pick<OpenTables, 'records' | 'log'>): CardStore {
  const cardOf = (row: StoredRow) => readable(sentCardShape, row, { table, log })
  return {
    async *all() {
      for await (const row of rowsOfAll(table, { keys: startingWith(prefixOf('card')) })) {
        const card = cardOf(row)
        if (card !== undefined) yield card
      }
    },

    async about(objectId) {
      const keys = startingWith(prefixOf('card', objectId))
      const rows = await rowsOf(table, { partition: partitionOf(objectId), keys })
      return rows.map(cardOf).filter((card) => card !== undefined)
    },

    change({ objectId, personId }, change, { event, isNew = false } = {}) {
      const at = { partition: partitionOf(objectId), key: keyOf('card', objectId, personId) }
      const changed = (row: StoredRow | undefined) => {
        const card = change(row && cardOf(row))
        return card && encode(card)
      }
      return changeRow(table, at, changed, { isNew, ...(event && { beside: eventInsert(event) }) })
    },
  }
}
