import { z } from 'zod/v4'
import { stages } from '../domain/alert.ts'
import type { RecipientReason } from '../domain/finding.ts'
import type { CardStore, SendRefusal } from '../ports.ts'
import { changeRow } from './change-row.ts'
import { encode } from './codec.ts'
import { eventInsert } from './event-rows.ts'
import { keyOf, partitionOf, prefixOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { readable, rowsOf, rowsOfAll, startingWith } from './read-rows.ts'
import { instant, oneOf, personRefShape } from './shapes.ts'
import type { StoredRow } from './table.ts'

const becauseShape: z.ZodType<RecipientReason> = z.discriminatedUnion('is', [
  z.object({ is: z.literal('owner') }),
  z.object({ is: z.literal('previousOwner'), untilAt: instant }),
  z.object({ is: z.literal('manager'), of: personRefShape }),
  z.object({ is: z.literal('administrator') }),
])

const refusalShape = oneOf<SendRefusal>({
  'not-installed': true,
  blocked: true,
  throttled: true,
  gone: true,
  'too-big': true,
  unreachable: true,
  refused: true,
})

const sentCardShape = z.object({
  objectId: z.string(),
  person: personRefShape,
  because: becauseShape.nullable(),
  told: z.record(z.string(), z.enum(stages)),
  keyIds: z.array(z.string()),
  copies: z.array(z.object({ serviceUrl: z.string(), conversationId: z.string(), activityId: z.string() })),
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
