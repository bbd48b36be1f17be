import { concurrently } from '../concurrently.ts'
import { keyAfter, keyOf, partitionOf } from './keys.ts'
import { rowsOf } from './read-rows.ts'
import type { StoredRow, Table } from './table.ts'

const PARALLEL_PARTITIONS = 4
const PARALLEL_ROWS = 8
/** From here on, one range takes fewer requests than its rows do, up to a quarter of a million holders in a tenant. */
const RANGE_FROM_ROWS = 16

/** Rows of a table that is divided by id and has one row for each. Absent rows are left out. */
export async function rowsById(table: Table, ids: readonly string[]): Promise<StoredRow[]> {
  const byPartition = [...Map.groupBy(new Set(ids), partitionOf)]
  const rows = await concurrently(byPartition, PARALLEL_PARTITIONS, ([partition, idsInIt]) => {
    const keys = idsInIt.map((id) => keyOf(id))
    return keys.length < RANGE_FROM_ROWS ? oneByOne(table, partition, keys) : inOneRange(table, partition, keys)
  })
  return rows.flat()
}

async function oneByOne(table: Table, partition: string, keys: readonly string[]): Promise<StoredRow[]> {
  const rows = await concurrently(keys, PARALLEL_ROWS, (key) => table.get(partition, key))
  return rows.filter((row) => row !== undefined)
}

async function inOneRange(table: Table, partition: string, keys: readonly string[]): Promise<StoredRow[]> {
  const sorted = keys.toSorted()
  const range = { from: sorted[0] ?? '', before: keyAfter(sorted.at(-1) ?? '') }
  const wanted = new Set(keys)
  return (await rowsOf(table, { partition, keys: range })).filter(({ key }) => wanted.has(key))
}
