import { z } from 'zod/v4'
import { stages } from '../domain/alert.ts'
import type { Delivery } from '../domain/delivery.ts'
import type { Outbox } from '../ports.ts'
import { encode } from './codec.ts'
import { keyOf, partitionOf, prefixOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { everyRow, readable, startingWith } from './read-rows.ts'
import { credentialShape, holderRefShape, instant, ownerShape, personRefShape, reasonShape } from './shapes.ts'
import type { Row } from './table.ts'
import { removeRows, writeRows } from './write-rows.ts'

const findingShape = z.object({
  holder: holderRefShape,
  credential: credentialShape,
  stage: z.enum(stages),
  daysLeft: z.number(),
  supersededBy: z.string().nullable(),
  orphaned: z.boolean(),
  owners: z.array(ownerShape),
  formerOwners: z.array(personRefShape.extend({ untilAt: instant })),
})

const cardShape = z.object({
  holder: holderRefShape,
  recipient: z.object({ person: personRefShape, reason: reasonShape }),
  isFirst: z.boolean(),
  findings: z.tuple([findingShape], findingShape),
})

const deliveryShape = z.object({
  deliveryId: z.string(),
  person: personRefShape,
  cards: z.tuple([cardShape], cardShape),
  tries: z.number(),
  notBeforeAt: instant,
})

/** One row for each message that waits; a row is gone once its message needs no sending any more. */
export function createOutbox({ records: table, log }: Pick<OpenTables, 'records' | 'log'>): Outbox {
  return {
    async all() {
      const rows = await everyRow(table, { keys: startingWith(prefixOf('outbox')) })
      return rows.map((row) => readable(deliveryShape, row, { table, log })).filter((found) => found !== undefined)
    },

    async put(deliveries) {
      await writeRows(table, deliveries.map(rowOf), ({ key }) => partitionFor(key))
    },

    async remove(deliveries) {
      await removeRows(table, deliveries.map(keyFor), partitionFor)
    },
  }
}

function rowOf(delivery: Delivery): Row {
  return { key: keyFor(delivery), properties: encode(delivery) }
}

function keyFor({ person, deliveryId }: Pick<Delivery, 'deliveryId' | 'person'>): string {
  return keyOf('outbox', person.personId, deliveryId)
}

function partitionFor(key: string): string {
  return partitionOf(key.slice(prefixOf('outbox').length))
}
