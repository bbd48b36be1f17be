import { concurrently } from '../concurrently.ts'
import { prefixOf } from './keys.ts'
import { everyRow, startingWith } from './read-rows.ts'
import type { StoredRow, Table } from './table.ts'

const PARALLEL_READS = 16

/**
 * The heads of all that is open: each has a row beside it, under this kind of key, that stands as long and names it. One
 * that ends between the two readings is still among them.
 */
export async function openHeads(table: Table, kind: string): Promise<StoredRow[]> {
  const open = await everyRow(table, { keys: startingWith(prefixOf(kind)) })
  const heads = open.flatMap(({ partition, properties: { headKey } }) =>
    typeof headKey === 'string' ? [{ partition, key: headKey }] : [],
  )
  const rows = await concurrently(heads, PARALLEL_READS, ({ partition, key }) => table.get(partition, key))
  return rows.filter((row) => row !== undefined)
}
