import { odata, type TableClient, type TableEntityResult, type TransactionAction } from '@azure/data-tables'
import { MAX_PAGE_ROWS, type RowQuery, type StoredRow, type Table, type Write } from './table.ts'
import { isConflict, isMissingRow, translateError } from './translate-error.ts'

type Entity = TableEntityResult<Record<string, unknown>>

/** A table of Azure Table Storage. */
export function openAzureTable(client: TableClient): Table {
  const name = client.tableName
  return {
    name,

    async get(partition, key) {
      try {
        return rowOf(await client.getEntity(partition, key))
      } catch (error) {
        if (isMissingRow(error)) return undefined
        throw translateError(error, name)
      }
    },

    async *pages(query) {
      const { select, limit } = query
      const queryOptions = { filter: filterOf(query), ...(select && { select: ['PartitionKey', 'RowKey', ...select] }) }
      const maxPageSize = Math.min(limit ?? MAX_PAGE_ROWS, MAX_PAGE_ROWS)
      let count = 0
      try {
        for await (const page of client.listEntities({ queryOptions }).byPage({ maxPageSize })) {
          yield page.map(rowOf)
          count += page.length
          if (limit !== undefined && count >= limit) return
        }
      } catch (error) {
        throw translateError(error, name)
      }
    },

    async write(partition, writes) {
      try {
        const { subResponses } = await client.submitTransaction(writes.map((write) => actionOf(partition, write)))
        return subResponses.map(({ etag }) => etag)
      } catch (error) {
        if (isConflict(error)) return 'conflict'
        throw translateError(error, name)
      }
    },

    async remove(partition, key, etag = '*') {
      try {
        await client.deleteEntity(partition, key, { etag })
        return 'removed'
      } catch (error) {
        if (isConflict(error)) return 'conflict'
        throw translateError(error, name)
      }
    },
  }
}

function rowOf({ partitionKey = '', rowKey = '', etag, ...properties }: Entity): StoredRow {
  return { partition: partitionKey, key: rowKey, etag, properties }
}

function actionOf(partition: string, write: Write): TransactionAction {
  if (write.is === 'delete') return ['delete', { partitionKey: partition, rowKey: write.row.key }]
  const entity = { partitionKey: partition, rowKey: write.row.key, ...write.row.properties }
  if (write.is === 'insert') return ['create', entity]
  if (write.is === 'upsert') return ['upsert', entity, 'Replace']
  return ['update', entity, 'Replace', { etag: write.etag }]
}

function filterOf({ partition, keys, where = [] }: RowQuery): string {
  const range = keys === undefined ? [] : [odata`RowKey ge ${keys.from}`, odata`RowKey lt ${keys.before}`]
  const conditions = where.map(
    ({ property, is, value }) => property + (is === 'equal' ? odata` eq ${value}` : odata` lt ${value}`),
  )
  return [odata`PartitionKey eq ${partition}`, ...range, ...conditions].join(' and ')
}
