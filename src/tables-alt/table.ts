import { odata, RestError, type TableClient, type TableEntity, type TransactionAction } from '@azure/data-tables'
import { KeyturnError } from '../domain/errors.ts'

export type Row = TableEntity<Record<string, unknown>> & { etag?: string }

/** One table, with errors as `KeyturnError`. Conflicts and absences are results, because callers expect them. */
export interface Table {
  get(partition: string, row: string): Promise<Row | undefined>
  /** Rows whose key starts with `prefix`, or all of a partition; `select` keeps the rest on the server. */
  range(partition: string, prefix: string, options?: { filter?: string; select?: string[] }): AsyncIterable<Row>
  /** All or nothing, in one partition, 100 rows at most. `conflict`: a row was there, was gone or had changed. */
  submit(actions: TransactionAction[]): Promise<'done' | 'conflict'>
}

const CONFLICTS = new Set([409, 412, 404])

export function openTable(client: TableClient): Table {
  const guard = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run()
    } catch (error) {
      throw translate(error, client.tableName)
    }
  }
  return {
    get: (partition, row) =>
      guard(() => client.getEntity<Record<string, unknown>>(partition, row) as Promise<Row>).catch((error) => {
        if (statusOf(error.cause) === 404) return undefined
        throw error
      }),

    async *range(partition, prefix, { filter, select } = {}) {
      const rows = prefix === '' ? '' : odata` and RowKey ge ${prefix} and RowKey lt ${after(prefix)}`
      const extra = filter === undefined ? '' : ` and ${filter}`
      const queryOptions = {
        filter: `${odata`PartitionKey eq ${partition}`}${rows}${extra}`,
        ...(select && { select }),
      }
      const iterator = client.listEntities<Record<string, unknown>>({ queryOptions })[Symbol.asyncIterator]()
      for (;;) {
        const next = await guard(() => iterator.next())
        if (next.done) return
        yield next.value as Row
      }
    },

    async submit(actions) {
      if (actions.length === 0) return 'done'
      try {
        await guard(() => client.submitTransaction(actions))
        return 'done'
      } catch (error) {
        const status = error instanceof KeyturnError ? statusOf(error.cause) : undefined
        if (status !== undefined && CONFLICTS.has(status)) return 'conflict'
        throw error
      }
    },
  }
}

/** The first key behind all keys that start with `prefix`. */
function after(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)
}

function statusOf(error: unknown): number | undefined {
  return error instanceof RestError ? error.statusCode : undefined
}

function translate(error: unknown, table: string): KeyturnError {
  if (error instanceof KeyturnError) return error
  const status = statusOf(error)
  if (status === 401 || status === 403) {
    return new KeyturnError(
      'tables-denied',
      `Keyturn may not use the table ${table}. Give its identity the role Storage Table Data Contributor on the storage account.`,
      { cause: error },
    )
  }
  return new KeyturnError(
    'tables-unreachable',
    `The table ${table} did not answer${status === undefined ? '' : ` (status ${status})`}. What was under way may or may not be recorded; it is checked again.`,
    { cause: error },
  )
}
