import { KeyturnError } from '../domain/errors.ts'
import { commitOnce } from './commit-once.ts'
import type { Properties, StoredRow, Table, Write } from './table.ts'

/** Writers of one row are a pass, a click and a few updates; more conflicts than this are no coincidence. */
const MAX_TRIES = 10

interface Options {
  /** Inserted in the same transaction. What is there already stays as it was first written. */
  readonly beside?: Write
  /** Spares the first reading where no row is expected. */
  readonly isNew?: boolean
}

/** Reads, changes and writes one row under its ETag, again whenever another writer was first. Undefined leaves it. */
export async function changeRow(
  table: Table,
  at: { readonly partition: string; readonly key: string },
  change: (before: StoredRow | undefined) => Properties | undefined,
  { beside, isNew = false }: Options = {},
): Promise<void> {
  const { partition, key } = at
  let before = isNew ? undefined : await table.get(partition, key)
  let rest = beside === undefined ? [] : [beside]
  for (let tried = 0; tried < MAX_TRIES; tried += 1) {
    const properties = change(before)
    if (properties === undefined) return
    const row = { key, properties }
    const head = before ? ({ is: 'replace', row, etag: before.etag } as const) : ({ is: 'insert', row } as const)
    if ((await commitOnce(table, partition, head, rest)) !== undefined) return
    const now = await table.get(partition, key)
    // The row is as it was, so it is what stands beside it that was there already.
    if (now?.etag === before?.etag) rest = []
    before = now
  }
  throw new KeyturnError(
    'tables-conflict',
    'Too many writers change the same record at once; this change was not written. Try again in a minute.',
  )
}
