import { z } from 'zod/v4'
import { stages } from '../domain/alert.ts'
import { KeyturnError } from '../domain/errors.ts'
import type { RecipientReason } from '../domain/finding.ts'
import type { CardStore, SendRefusal } from '../ports.ts'
import { encode } from './codec.ts'
import { commitOnce } from './commit-once.ts'
import { eventInsert } from './event-rows.ts'
import { keyOf, partitionOf, prefixOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { readable, rowsOf, rowsOfAll, startingWith } from './read-rows.ts'
import { instant, oneOf, personRefShape } from './shapes.ts'
import type { Row, StoredRow } from './table.ts'

/** Writers of one card are a pass, a click and a few updates; more conflicts than this are no coincidence. */
const MAX_TRIES = 10

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

    async change(of, change, { event, isNew = false } = {}) {
      const partition = partitionOf(of.objectId)
      const key = keyOf('card', of.objectId, of.personId)
      let row = isNew ? undefined : await table.get(partition, key)
      let newEvent = event
      for (let tried = 0; tried < MAX_TRIES; tried += 1) {
        const card = change(row && cardOf(row))
        if (card === undefined) return
        const head: Row = { key, properties: encode(card) }
        const write = row
          ? ({ is: 'replace', row: head, etag: row.etag } as const)
          : { is: 'insert' as const, row: head }
        const etag = await commitOnce(table, partition, write, newEvent ? [eventInsert(newEvent)] : [])
        if (etag !== undefined) return
        const now = await table.get(partition, key)
        // The card is as it was, so it is the event that was recorded already.
        if (now?.etag === row?.etag) newEvent = undefined
        row = now
      }
      throw new KeyturnError(
        'tables-conflict',
        `The card of application ${of.objectId} is being changed by too many writers at once; nothing was written. Try again.`,
      )
    },
  }
}
