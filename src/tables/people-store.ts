import { z } from 'zod/v4'
import { concurrently } from '../concurrently.ts'
import type { PeopleStore } from '../ports.ts'
import { encode } from './codec.ts'
import { keyOf, lastPartOf, partitionOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { readable, rowsOfAll } from './read-rows.ts'
import { rowsById } from './rows-by-id.ts'
import { personRefShape, personShape, spanShape } from './shapes.ts'
import { writeRows } from './write-rows.ts'

const manager = personRefShape.nullable()
const personSpanShape = personShape
  .pick({ displayName: true, mail: true, accountEnabled: true, userType: true })
  .extend({ ...spanShape.shape, manager })
const seenPersonShape = personShape.extend({ manager, spans: z.array(personSpanShape) })

const PARALLEL_REMOVALS = 8

/** People who matter to an application, with their managers, as last seen and as seen before. */
export function createPeopleStore({ people: table, log }: Pick<OpenTables, 'people' | 'log'>): PeopleStore {
  return {
    async *all() {
      for await (const row of rowsOfAll(table)) {
        const person = readable(seenPersonShape, row, { table, log })
        if (person !== undefined) yield person
      }
    },

    async getMany(personIds) {
      const rows = await rowsById(table, personIds)
      const found = rows.map((row) => readable(seenPersonShape, row, { table, log }))
      return new Map(found.filter((person) => person !== undefined).map((person) => [person.personId, person]))
    },

    async save(people) {
      const rows = people.map((person) => ({ key: keyOf(person.personId), properties: encode(person) }))
      await writeRows(table, rows, ({ key }) => partitionOf(lastPartOf(key)))
    },

    async remove(personIds) {
      await concurrently(personIds, PARALLEL_REMOVALS, (id) => table.remove(partitionOf(id), keyOf(id)))
    },
  }
}
