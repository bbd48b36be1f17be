import { randomUUID } from 'node:crypto'
import type { Table, Write } from './table.ts'

type HeadWrite = Exclude<Write, { is: 'delete' }>

/**
 * Writes the head and the rest as one; returns the head's ETag, or undefined when another writer was first.
 * A lost reply makes the pipeline repeat a write that was committed, and the repetition meets a conflict with itself:
 * the operation id on the head tells the two apart.
 */
export async function commitOnce(
  table: Table,
  partition: string,
  head: HeadWrite,
  rest: readonly Write[] = [],
): Promise<string | undefined> {
  const operationId = randomUUID()
  const marked = { ...head, row: { ...head.row, properties: { ...head.row.properties, operationId } } }
  const etags = await table.write(partition, [marked, ...rest])
  if (etags !== 'conflict' && etags[0] !== undefined) return etags[0]
  const stored = await table.get(partition, head.row.key)
  return stored?.properties.operationId === operationId ? stored.etag : undefined
}
