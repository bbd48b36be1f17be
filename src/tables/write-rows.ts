import { concurrently } from './concurrently.ts'
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
