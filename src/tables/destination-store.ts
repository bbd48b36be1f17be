import { z } from 'zod/v4'
import { type ConfiguredDestination, inOrder } from '../domain/destination.ts'
import type { DestinationStore } from '../ports.ts'
import { encode } from './codec.ts'
import { eventInsert } from './event-rows.ts'
import { keyOf, partitionOf, prefixOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { readable, rowsOf, startingWith } from './read-rows.ts'
import { instant, personRefShape } from './shapes.ts'
import { targetShape } from './target-shape.ts'

const destinationShape = z.object({
  destinationId: z.string(),
  objectId: z.string(),
  position: z.number().int(),
  isRequired: z.boolean(),
  target: targetShape,
  addedBy: personRefShape,
  addedAt: instant,
})

/** One row for each destination of an application. */
export function createDestinationStore({ records: table, log }: Pick<OpenTables, 'records' | 'log'>): DestinationStore {
  return {
    async add(destination, event) {
      const row = { key: keyFor(destination), properties: encode(destination) }
      await table.write(partitionOf(destination.objectId), [{ is: 'upsert', row }, eventInsert(event)])
    },

    async remove(destination, event) {
      const deletion = { is: 'delete', row: { key: keyFor(destination) } } as const
      await table.write(partitionOf(destination.objectId), [deletion, eventInsert(event)])
    },

    async about(objectId) {
      const keys = startingWith(prefixOf('destination', objectId))
      const rows = await rowsOf(table, { partition: partitionOf(objectId), keys })
      const destinations = rows.map((row) => readable(destinationShape, row, { table, log }))
      return inOrder(destinations.filter((destination) => destination !== undefined))
    },
  }
}

function keyFor({ objectId, destinationId }: ConfiguredDestination): string {
  return keyOf('destination', objectId, destinationId)
}
