import type { Table } from './table.ts'

/** The same table, which tells of each write when it has ended, also of one whose outcome nobody knows. */
export function tellOfWrites(table: Table, onWrite: () => void): Table {
  return {
    ...table,
    async write(partition, writes) {
      try {
        return await table.write(partition, writes)
      } finally {
        onWrite()
      }
    },
  }
}
