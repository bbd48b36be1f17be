import { z } from 'zod/v4'
import { cardKey } from '../domain/situation.ts'
import type { SuccessionStore } from '../ports.ts'
import { changeRow } from './change-row.ts'
import { encode } from './codec.ts'
import { keyOf, partitionOf, prefixOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { everyRow, readable, rowsOf, rowsOfAll, startingWith } from './read-rows.ts'
import { instant } from './shapes.ts'
import type { StoredRow } from './table.ts'

const successionShape = z.object({
  objectId: z.string(),
  oldKeyId: z.string(),
  newKeyId: z.string(),
  how: z.literal('sign-ins'),
  provenAt: instant,
})

const askedShape = z.object({
  objectId: z.string(),
  personId: z.string(),
  about: z.record(z.string(), z.string()),
})

const lookedShape = z.object({ lookedAt: z.record(z.string(), instant) })
/** One row for the tenant: all of it is read and written at once. */
const lookedPlace = { partition: 'looked', key: keyOf('looked') }
/** What one row holds at ease; the rest is asked about as if it never was. */
const MAX_LOOKED = 5_000

/** One row for each old credential, and one for each person who was asked about any of an application. */
export function createSuccessionStore({ records: table, log }: Pick<OpenTables, 'records' | 'log'>): SuccessionStore {
  const successionsOf = (rows: readonly StoredRow[]) =>
    rows.map((row) => readable(successionShape, row, { table, log })).filter((one) => one !== undefined)
  return {
    async save(successions) {
      for (const one of successions) {
        const row = { key: keyOf('succession', one.objectId, one.oldKeyId), properties: encode(one) }
        await table.write(partitionOf(one.objectId), [{ is: 'upsert', row }])
      }
    },

    async about(objectId) {
      const keys = startingWith(prefixOf('succession', objectId))
      return successionsOf(await rowsOf(table, { partition: partitionOf(objectId), keys }))
    },

    async all() {
      return successionsOf(await everyRow(table, { keys: startingWith(prefixOf('succession')) }))
    },

    async lookedAt() {
      const row = await table.get(lookedPlace.partition, lookedPlace.key)
      const looked = row && readable(lookedShape, row, { table, log })
      return new Map(Object.entries(looked?.lookedAt ?? {}))
    },

    async saveLookedAt(lookedAt) {
      const kept = Object.fromEntries([...lookedAt].slice(0, MAX_LOOKED))
      const row = { key: lookedPlace.key, properties: encode({ lookedAt: kept }) }
      await table.write(lookedPlace.partition, [{ is: 'upsert', row }])
    },

    async noteAsked({ objectId, personId }, about) {
      const at = { partition: partitionOf(objectId), key: keyOf('asked', objectId, personId) }
      await changeRow(table, at, (row) => {
        const before = row && readable(askedShape, row, { table, log })
        return encode({ objectId, personId, about: { ...before?.about, ...about } })
      })
    },

    async asked() {
      const found = new Map<string, Readonly<Record<string, string>>>()
      for await (const row of rowsOfAll(table, { keys: startingWith(prefixOf('asked')) })) {
        const one = readable(askedShape, row, { table, log })
        if (one !== undefined) found.set(cardKey(one.objectId, one.personId), one.about)
      }
      return found
    },
  }
}
