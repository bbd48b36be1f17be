import { concurrently } from '../concurrently.ts'
import { MAX_BATCH_ROWS, type Row, type Table } from './table.ts'

/** A batch may hold 4 MiB as it is sent, and around each row there are some hundred bytes more. */
const MAX_BATCH_BYTES = 3_000_000
const PARALLEL_BATCHES = 8

/** Replaces rows, whatever was there, in as few transactions as Table Storage allows. Of two with one key, the last. */
export async function writeRows(table: Table, rows: readonly Row[], partitionOf: (row: Row) => string): Promise<void> {
  const byPartition = Map.groupBy(new Map(rows.map((row) => [row.key, row])).values(), partitionOf)
  const batches = [...byPartition].flatMap(([partition, of]) => inBatches(of).map((batch) => ({ partition, batch })))
  await concurrently(batches, PARALLEL_BATCHES, ({ partition, batch }) =>
    table.write(
      partition,
      batch.map((row) => ({ is: 'upsert', row })),
    ),
  )
}

/** Removes rows, in batches while all are there; what is gone already does not matter. */
export async function removeRows(
  table: Table,
  keys: readonly string[],
  partitionOf: (key: string) => string,
): Promise<void> {
  const byPartition = Map.groupBy(new Set(keys), partitionOf)
  const batches = [...byPartition].flatMap(([partition, of]) =>
    Array.from({ length: Math.ceil(of.length / MAX_BATCH_ROWS) }, (_, index) => ({
      partition,
      batch: of.slice(index * MAX_BATCH_ROWS, (index + 1) * MAX_BATCH_ROWS),
    })),
  )
  await concurrently(batches, PARALLEL_BATCHES, async ({ partition, batch }) => {
    const outcome = await table.write(
      partition,
      batch.map((key) => ({ is: 'delete', row: { key } })),
    )
    if (outcome === 'conflict') for (const key of batch) await table.remove(partition, key)
  })
}

function inBatches(rows: readonly Row[]): Row[][] {
  const batches: Row[][] = []
  let bytes = 0
  for (const row of rows) {
    const size = Buffer.byteLength(JSON.stringify(row.properties))
    const batch = batches.at(-1)
    if (batch === undefined || batch.length === MAX_BATCH_ROWS || bytes + size > MAX_BATCH_BYTES) {
      batches.push([row])
      bytes = size
    } else {
      batch.push(row)
      bytes += size
    }
  }
  return batches
}
