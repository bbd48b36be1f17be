import type { Condition, Row, RowQuery, StoredRow, Table, Write } from '../../src/tables/table.ts'

/** A table in memory with the semantics of Azure Table Storage: ETags, all-or-nothing writes, rows sorted by key. */
export interface FakeTable extends Table {
  /** Puts a row there as another program would. */
  plant(partition: string, row: Row): void
}

/** ETags are never reused, not even for a row that was removed and inserted again. */
let version = 0

export function createFakeTable(name: string): FakeTable {
  const rows = new Map<string, StoredRow>()
  const put = (partition: string, { key, properties }: Row): string => {
    version += 1
    const etag = `"${version}"`
    rows.set(addressOf(partition, key), { partition, key, etag, properties: { ...properties } })
    return etag
  }
  const allows = (partition: string, write: Write): boolean => {
    const stored = rows.get(addressOf(partition, write.row.key))
    if (write.is === 'insert') return stored === undefined
    if (write.is === 'replace') return stored?.etag === write.etag
    return write.is === 'upsert' || stored !== undefined
  }
  return {
    name,
    plant: put,

    async get(partition, key) {
      return rows.get(addressOf(partition, key))
    },

    async *pages(query) {
      const found = [...rows.values()]
        .filter((row) => matches(row, query))
        .sort((one, other) => (one.key < other.key ? -1 : 1))
      yield found.slice(0, query.limit).map((row) => selected(row, query.select))
    },

    async write(partition, writes) {
      if (new Set(writes.map(({ row }) => row.key)).size !== writes.length) throw new Error('one key twice in a batch')
      if (writes.length > 100) throw new Error('more than 100 rows in a batch')
      if (!writes.every((write) => allows(partition, write))) return 'conflict'
      return writes.map((write) => {
        if (write.is !== 'delete') return put(partition, write.row)
        rows.delete(addressOf(partition, write.row.key))
        return undefined
      })
    },

    async remove(partition, key, etag) {
      const stored = rows.get(addressOf(partition, key))
      if (stored === undefined || (etag !== undefined && etag !== stored.etag)) return 'conflict'
      rows.delete(addressOf(partition, key))
      return 'removed'
    },
  }
}

function addressOf(partition: string, key: string): string {
  return `${partition}/${key}`
}

function matches(row: StoredRow, { partition, keys, where = [] }: RowQuery): boolean {
  const isInRange = keys === undefined || (row.key >= keys.from && row.key < keys.before)
  return row.partition === partition && isInRange && where.every((condition) => holds(row, condition))
}

function holds({ properties }: StoredRow, { property, is, value }: Condition): boolean {
  const found = properties[property]
  if (typeof found !== typeof value) return false
  return is === 'equal' ? found === value : String(found) < String(value)
}

function selected(row: StoredRow, select: readonly string[] | undefined): StoredRow {
  if (select === undefined) return row
  const properties = Object.fromEntries(Object.entries(row.properties).filter(([name]) => select.includes(name)))
  return { ...row, properties }
}
