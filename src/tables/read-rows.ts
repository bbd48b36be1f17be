import type { z } from 'zod/v4'
import type { Log } from '../ports.ts'
import { decode } from './codec.ts'
import { everyPartition, keyAfter } from './keys.ts'
import type { RowQuery, StoredRow, Table } from './table.ts'

/** Partitions whose next page is under way while earlier ones are being used. */
const READ_AHEAD = 4

type Divided = Omit<RowQuery, 'partition'>

/** Rows of all partitions; holds a few pages in memory, never the table. */
export async function* rowsOfAll(table: Table, query: Divided = {}): AsyncGenerator<StoredRow> {
  const waiting = everyPartition.map((partition) => ({ partition }))
  const started: PageReader[] = []
  for (;;) {
    while (started.length < READ_AHEAD && waiting.length > 0) {
      const next = waiting.shift()
      if (next !== undefined) started.push(readPages(table, { ...query, ...next }))
    }
    const first = started.shift()
    if (first === undefined) return
    for (let page = await first.next(); page !== undefined; page = await first.next()) yield* page
  }
}

/** Rows of all partitions at once, where few are expected. */
export async function everyRow(table: Table, query: Divided): Promise<StoredRow[]> {
  const rows: StoredRow[] = []
  for await (const row of rowsOfAll(table, query)) rows.push(row)
  return rows
}

/** Rows of one partition. */
export async function rowsOf(table: Table, query: RowQuery): Promise<StoredRow[]> {
  const rows: StoredRow[] = []
  for await (const page of table.pages(query)) rows.push(...page)
  return rows
}

/** The range of keys that begin with `prefix`. */
export function startingWith(prefix: string): { from: string; before: string } {
  return { from: prefix, before: keyAfter(prefix) }
}

/** The row's value, or undefined with a warning: one row that nobody can read must not end a pass over thousands. */
export function readable<Shape extends z.ZodType>(
  shape: Shape,
  row: StoredRow,
  from: { readonly table: Table; readonly log: Log },
): z.output<Shape> | undefined {
  try {
    return decode(shape, row.properties)
  } catch (error) {
    const { partition, key } = row
    from.log.warn({ table: from.table.name, partition, key, err: error }, 'skipped an unreadable row')
    return undefined
  }
}

interface PageReader {
  next(): Promise<readonly StoredRow[] | undefined>
}

/** Asks for the first page at once. */
function readPages(table: Table, query: RowQuery): PageReader {
  const pages = table.pages(query)[Symbol.asyncIterator]()
  const next = async () => {
    const result = await pages.next()
    return result.done ? undefined : result.value
  }
  let first: Promise<readonly StoredRow[] | undefined> | undefined = next()
  // Its failure is met when the page is asked for; until then it must not count as unhandled.
  first.catch(() => undefined)
  return {
    next() {
      const page = first ?? next()
      first = undefined
      return page
    },
  }
}
