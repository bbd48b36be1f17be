import { z } from 'zod/v4'
import { IMPORT_LIFE_MS, type OwnerImport } from '../domain/owner-import.ts'
import type { ImportStore } from '../ports.ts'
import { changeRow } from './change-row.ts'
import { decodeRow, encode } from './codec.ts'
import { keyOf, partitionOf, prefixOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { readable, rowsOf, startingWith } from './read-rows.ts'
import { holderRefShape, instant, personRefShape } from './shapes.ts'
import { MAX_BATCH_ROWS, type StoredRow } from './table.ts'

const outcomeShape = z.discriminatedUnion('is', [
  z.object({ is: z.literal('added') }),
  z.object({ is: z.literal('alreadyOwner') }),
  z.object({ is: z.literal('failed'), problem: z.string() }),
])

const importShape = z.object({
  importId: z.string(),
  by: personRefShape,
  at: instant,
  isCancelled: z.boolean(),
  lines: z.array(
    z.object({ line: z.number().int(), holder: holderRefShape, person: personRefShape, outcome: z.null() }),
  ),
  problems: z.array(z.object({ line: z.number().int(), text: z.string(), given: z.string() })),
})

type Named = Pick<OwnerImport, 'by' | 'importId'>

/** The import as previewed is one row, which only a cancellation changes; each outcome is a small row of its own. */
export function createImportStore({ records: table, log }: Pick<OpenTables, 'records' | 'log'>): ImportStore {
  const withOutcomes = async (row: StoredRow): Promise<OwnerImport | undefined> => {
    const found = readable(importShape, row, { table, log })
    if (found === undefined) return undefined
    const keys = startingWith(outcomePrefix(found))
    const rows = await rowsOf(table, { partition: row.partition, keys })
    const outcomes = new Map(rows.map((one) => [one.key, decodeRow(outcomeShape, table.name, one)]))
    const outcomeOf = (line: number) => outcomes.get(outcomeKey(found, line)) ?? null
    return { ...found, lines: found.lines.map((line) => ({ ...line, outcome: outcomeOf(line.line) })) }
  }
  const headsOf = (personId: string) =>
    rowsOf(table, { partition: partitionOf(personId), keys: startingWith(prefixOf('import', personId)) })

  return {
    async create(ownerImport) {
      const { by, at } = ownerImport
      const partition = partitionOf(by.personId)
      const lines = ownerImport.lines.map((line) => ({ ...line, outcome: null }))
      const row = { key: headKey(ownerImport), properties: encode({ ...ownerImport, lines }) }
      await table.write(partition, [{ is: 'upsert', row }])
      for (const head of await headsOf(by.personId)) {
        const old = readable(importShape, head, { table, log })
        if (old === undefined || at.getTime() - old.at.getTime() < IMPORT_LIFE_MS) continue
        const outcomes = await rowsOf(table, { partition, keys: startingWith(outcomePrefix(old)) })
        const keys = [...outcomes, head].map(({ key }) => key)
        for (let from = 0; from < keys.length; from += MAX_BATCH_ROWS) {
          const batch = keys.slice(from, from + MAX_BATCH_ROWS)
          await table.write(
            partition,
            batch.map((key) => ({ is: 'delete', row: { key } })),
          )
        }
      }
    },

    async get(personId, importId) {
      const row = await table.get(partitionOf(personId), headKey({ by: { personId, displayName: null }, importId }))
      return row && withOutcomes(row)
    },

    async of(personId) {
      const found = await Promise.all((await headsOf(personId)).map(withOutcomes))
      return found.filter((one) => one !== undefined)
    },

    async settle(ownerImport, line, outcome) {
      const row = { key: outcomeKey(ownerImport, line), properties: encode(outcome) }
      await table.write(partitionOf(ownerImport.by.personId), [{ is: 'upsert', row }])
    },

    async cancel(ownerImport) {
      const at = { partition: partitionOf(ownerImport.by.personId), key: headKey(ownerImport) }
      await changeRow(
        table,
        at,
        (before) => before && encode({ ...decodeRow(importShape, table.name, before), isCancelled: true }),
      )
    },
  }
}

function headKey({ by, importId }: Named): string {
  return keyOf('import', by.personId, importId)
}

function outcomePrefix({ by, importId }: Named): string {
  return prefixOf('import-line', by.personId, importId)
}

function outcomeKey({ by, importId }: Named, line: number): string {
  return keyOf('import-line', by.personId, importId, String(line))
}
