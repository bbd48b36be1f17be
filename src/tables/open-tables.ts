import type { Log } from '../ports.ts'
import type { Table } from './table.ts'

/** The name of each table; `records` holds everything that people and Keyturn decide and do about applications. */
export const tableNames = {
  holders: 'keyturnHolders',
  people: 'keyturnPeople',
  records: 'keyturnRecords',
  conversations: 'keyturnConversations',
  passes: 'keyturnPasses',
} as const

export type TableRole = keyof typeof tableNames

/** The tables, and where stores say that they met a row which nobody can read. */
export type OpenTables = Readonly<Record<TableRole, Table>> & { readonly log: Log }
