import type { z } from 'zod/v4'
import type { Log } from '../ports.ts'
import { decode } from './codec.ts'
import { everyPartition, keyAfter } from './keys.ts'
import type { RowQuery, StoredRow, Table } from './table.ts'

/** Partitions whose first page is under way while the one before is being used. */
const READ_AHEAD = 3

type DividedQuery = Omit<RowQuery, 'partition'>
type Pages = AsyncIterator<readonly StoredRow[]>

/** Rows of all partitions, in the order of partitions and keys; holds a few pages in memory, never the table. */
export async function* rowsOfAll(table: Table, query: DividedQuery = {}): AsyncGenerator<StoredRow> {
  const started: StartedReading[] = []
  for (const partition of everyPartition) {
    started.push(startReading(table.pages({ ...query, partition })[Symbol.asyncIterator]()))
    const next = started.length > READ_AHEAD ? started.shift() : undefined
    if (next !== undefined) yield* rowsFrom(next)
  }
  for (const left of started) yield* rowsFrom(left)
}

/** Rows of all partitions at once, where few are expected. */
export async function everyRow(table: Table, query: DividedQuery): Promise<StoredRow[]> {
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

interface StartedReading {
  readonly pages: Pages
  readonly first: ReturnType<Pages['next']>
}

function startReading(pages: Pages): StartedReading {
  const first = pages.next()
  // A failure is met when the page is used; until then it must not count as unhandled.
  first.catch(() => undefined)
  return { pages, first }
}

async function* rowsFrom({ pages, first }: StartedReading): AsyncGenerator<StoredRow> {
  for (let page = await first; !page.done; page = await pages.next()) yield* page.value
}
