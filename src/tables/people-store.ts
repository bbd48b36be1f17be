import type { PeopleStore } from '../ports.ts'
import { encode } from './codec.ts'
import { keyOf, lastPartOf, partitionOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { readable, rowsOfAll } from './read-rows.ts'
import { rowsById } from './rows-by-id.ts'
import { personRefShape, personShape } from './shapes.ts'
import { writeRows } from './write-rows.ts'

const personWithManagerShape = personShape.extend({ manager: personRefShape.nullable() })

/** People who matter to an application, with their managers as last seen. */
export function createPeopleStore({ people: table, log }: Pick<OpenTables, 'people' | 'log'>): PeopleStore {
  return {
    async *all() {
      for await (const row of rowsOfAll(table)) {
        const person = readable(personWithManagerShape, row, { table, log })
        if (person !== undefined) yield person
      }
    },

    async getMany(personIds) {
      const rows = await rowsById(table, personIds)
      const found = rows.map((row) => readable(personWithManagerShape, row, { table, log }))
      return new Map(found.filter((person) => person !== undefined).map((person) => [person.personId, person]))
    },

    async save(people) {
      const rows = people.map((person) => ({ key: keyOf(person.personId), properties: encode(person) }))
      await writeRows(table, rows, ({ key }) => partitionOf(lastPartOf(key)))
    },
  }
}
