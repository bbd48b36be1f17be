import type { Logger } from '../logger.ts'
import type { Clock } from '../ports.ts'
import { assembleStores, type Stores } from './assemble-stores.ts'
import { openAzureTable } from './azure-table.ts'
import { createClient, type StorageOptions } from './create-client.ts'
import { type TableRole, tableNames } from './open-tables.ts'
import type { Table } from './table.ts'
import { tellOfWrites } from './tell-of-writes.ts'
import { translateError } from './translate-error.ts'

export interface StoresOptions extends StorageOptions {
  readonly clock: Clock
  readonly logger: Logger
  /** Called after each write of a record. */
  readonly onRecordWrite?: () => void
}

/** The stores in Azure Table Storage. Creates the tables that are missing; throws `tables-denied` or `tables-unreachable`. */
export async function createStores(options: StoresOptions): Promise<Stores> {
  const open = async (role: TableRole): Promise<Table> => {
    const client = createClient(options, tableNames[role])
    try {
      // The client takes "already exists" for success.
      await client.createTable()
    } catch (error) {
      throw translateError(error, client.tableName)
    }
    return openAzureTable(client)
  }
  const [holders, people, records, conversations, passes] = await Promise.all([
    open('holders'),
    open('people'),
    open('records'),
    open('conversations'),
    open('passes'),
  ])
  const told = tellOfWrites(records, options.onRecordWrite ?? (() => undefined))
  const tables = { holders, people, records: told, conversations, passes, log: options.logger }
  return assembleStores(tables, options.clock)
}
