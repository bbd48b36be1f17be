import type { TransactionAction } from '@azure/data-tables'
import type { HolderStore, Log, SeenHolder } from '../ports.ts'
import { decode, encode } from './codec.ts'
import { byPartition, inBatches, partitionOf, partitions } from './partitions.ts'
import { seenHolderShape } from './shapes.ts'
import type { Row, Table } from './table.ts'

/** Reading this many rows one by one costs as much as reading a partition whole. */
const POINT_READS_PER_PARTITION = 20
const ENTITY_BYTES_PER_BATCH = 3_000_000

/** `keyturnHolders`: row key objectId. Names, dates and deletion stand beside the JSON, for filters on the server. */
export function createHolderTable(table: Table, log: Log): HolderStore {
  const read = (row: Row): SeenHolder => decode(seenHolderShape, row)

  return {
    async *traces() {
      for (const partition of partitions) {
        const select = ['RowKey', 'fingerprint', 'deleted']
        for await (const row of table.range(partition, '', { select })) {
          yield {
            objectId: String(row.rowKey),
            fingerprint: String(row.fingerprint),
            deleted: row.deleted === true,
          }
        }
      }
    },

    async get(objectId) {
      const row = await table.get(partitionOf(objectId), objectId)
      return row && read(row)
    },

    async getMany(objectIds) {
      const found = new Map<string, SeenHolder>()
      await Promise.all(
        [...byPartition(objectIds, (id) => id)].map(async ([partition, ids]) => {
          for await (const row of wantedRows(table, partition, ids)) found.set(String(row.rowKey), read(row))
        }),
      )
      return found
    },

    async *list({ expiringBefore, clientId }) {
      const filters = [
        'deleted eq false',
        ...(expiringBefore === undefined ? [] : [`firstEndAt lt datetime'${expiringBefore.toISOString()}'`]),
        ...(clientId === undefined ? [] : [`clientId eq '${clientId.replaceAll("'", "''")}'`]),
      ]
      for (const partition of partitions) {
        for await (const row of table.range(partition, '', { filter: filters.join(' and ') })) {
          const seen = readable(() => read(row), row, log)
          if (seen !== undefined) yield seen
        }
      }
    },

    async save(holders) {
      for (const [partition, some] of byPartition(holders, ({ objectId }) => objectId)) {
        for (const batch of inSizedBatches(some.map((holder) => upsert(partition, holder)))) await table.submit(batch)
      }
    },
  }
}

/** An unreadable row must not end a pass: it is left out, and the log names it. */
export function readable<T>(read: () => T, row: Row, log: Log): T | undefined {
  try {
    return read()
  } catch (error) {
    log.error({ partition: row.partitionKey, row: row.rowKey, error: String(error) }, 'Unreadable row was left out')
    return undefined
  }
}

async function* wantedRows(table: Table, partition: string, ids: readonly string[]): AsyncGenerator<Row> {
  if (ids.length > POINT_READS_PER_PARTITION) {
    const wanted = new Set(ids)
    for await (const row of table.range(partition, '')) if (wanted.has(String(row.rowKey))) yield row
    return
  }
  for (const row of await Promise.all(ids.map((id) => table.get(partition, id)))) if (row !== undefined) yield row
}

function upsert(partition: string, holder: SeenHolder): TransactionAction {
  const ends = holder.credentials.flatMap(({ endAt }) => (endAt === null ? [] : [endAt.getTime()]))
  return [
    'upsert',
    {
      partitionKey: partition,
      rowKey: holder.objectId,
      clientId: holder.clientId,
      fingerprint: holder.fingerprint,
      deleted: holder.deletedAt !== null,
      // Without any known end the property is absent, and no filter on it matches.
      ...(ends.length === 0 ? {} : { firstEndAt: new Date(Math.min(...ends)) }),
      ...encode(holder),
    },
    'Replace',
  ]
}

/** A transaction holds 100 rows and 4 MiB. */
function* inSizedBatches(actions: readonly TransactionAction[]): Generator<TransactionAction[]> {
  for (const batch of inBatches(actions)) {
    const bytes = batch.reduce((sum, [, entity]) => sum + JSON.stringify(entity).length, 0)
    if (bytes <= ENTITY_BYTES_PER_BATCH || batch.length === 1) yield batch
    else for (const action of batch) yield [action]
  }
}
