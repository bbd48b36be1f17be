import type { Log, PeopleStore } from '../ports.ts'
import { decode, encode } from './codec.ts'
import { readable } from './holder-table.ts'
import { byPartition, inBatches, partitionOf, partitions } from './partitions.ts'
import { personShape } from './shapes.ts'
import type { Table } from './table.ts'

/** `keyturnPeople`: row key personId. Rows are never removed: who has left is remembered here alone. */
export function createPeopleTable(table: Table, log: Log): PeopleStore {
  return {
    async *all() {
      for (const partition of partitions) {
        for await (const row of table.range(partition, '')) {
          const person = readable(() => decode(personShape, row), row, log)
          if (person !== undefined) yield person
        }
      }
    },

    async getMany(personIds) {
      const rows = await Promise.all(personIds.map((id) => table.get(partitionOf(id), id)))
      return new Map(
        rows.flatMap((row) => {
          const person = row && readable(() => decode(personShape, row), row, log)
          return person === undefined ? [] : [[person.personId, person]]
        }),
      )
    },

    async save(people) {
      for (const [partition, some] of byPartition(people, ({ personId }) => personId)) {
        for (const batch of inBatches(some)) {
          await table.submit(
            batch.map((person) => [
              'upsert',
              { partitionKey: partition, rowKey: person.personId, ...encode(person) },
              'Replace',
            ]),
          )
        }
      }
    },
  }
}
