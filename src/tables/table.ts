/** One row. `properties` hold a value as JSON (see `codec.ts`) and copies of what is searched for. */
export interface Row {
  readonly key: string
  readonly properties: Properties
}

export interface StoredRow extends Row {
  readonly partition: string
  readonly etag: string
}

export type Properties = Readonly<Record<string, unknown>>

export type Write =
  | { readonly is: 'insert'; readonly row: Row }
  | { readonly is: 'upsert'; readonly row: Row }
  /** Only if the stored row still has this ETag. */
  | { readonly is: 'replace'; readonly row: Row; readonly etag: string }
  | { readonly is: 'delete'; readonly row: Pick<Row, 'key'> }

/** Rows of one partition in the order of their keys. */
export interface RowQuery {
  readonly partition: string
  /** Half open: `from <= key < before`. */
  readonly keys?: { readonly from: string; readonly before: string }
  /** All must hold. A row without the property never matches. */
  readonly where?: readonly Condition[]
  /** Properties to bring along, when not all; `key` always comes. */
  readonly select?: readonly string[]
  /** No more rows than this are wanted. */
  readonly limit?: number
}

export interface Condition {
  readonly property: string
  readonly is: 'equal' | 'below'
  readonly value: string | boolean
}

/** Most rows that one write may change, and that one page of a reading holds; limits of Table Storage. */
export const MAX_BATCH_ROWS = 100
export const MAX_PAGE_ROWS = 1000

/** A table as the stores use it. Every method throws `KeyturnError` with a `tables-*` code. */
export interface Table {
  readonly name: string
  get(partition: string, key: string): Promise<StoredRow | undefined>
  pages(query: RowQuery): AsyncIterable<readonly StoredRow[]>
  /**
   * All or nothing, in one transaction; returns the new ETags. `conflict`: one of the rows was there already, was gone
   * or had changed. The pipeline repeats lost requests, so the conflict may be with this very write: see `commitOnce`.
   */
  write(partition: string, writes: readonly Write[]): Promise<readonly (string | undefined)[] | 'conflict'>
  remove(partition: string, key: string, etag?: string): Promise<'removed' | 'conflict'>
}
