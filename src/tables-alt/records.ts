import type { TransactionAction } from '@azure/data-tables'
import type { z } from 'zod/v4'
import type { AuditEvent } from '../domain/audit-event.ts'
import type { Log } from '../ports.ts'
import { decode, encode } from './codec.ts'
import { readable } from './holder-table.ts'
import { partitionOf, partitions } from './partitions.ts'
import type { Row, Table } from './table.ts'

/** What `keyturnRecords` holds; the first word of its row keys. */
export type RecordKind = 'card' | 'active' | 'rotation' | 'approval' | 'snooze' | 'audit'

export function rowKey(kind: RecordKind, objectId: string, ...ids: string[]): string {
  return [kind, objectId, ...ids].map(keyPart).join(':')
}

/** Table Storage forbids some characters in keys; ours are ids, so anything else is coming from outside. */
function keyPart(text: string): string {
  return text.replace(/[^\w.-]/g, (character) => `=${character.codePointAt(0)?.toString(16)}=`)
}

export function insert(objectId: string, key: string, value: unknown, more: object = {}): TransactionAction {
  return ['create', { partitionKey: partitionOf(objectId), rowKey: key, ...more, ...encode(value) }]
}

export function upsert(objectId: string, key: string, value: unknown): TransactionAction {
  return ['upsert', { partitionKey: partitionOf(objectId), rowKey: key, ...encode(value) }, 'Replace']
}

export function auditInsert(event: AuditEvent): TransactionAction {
  const { objectId } = event.holder
  return insert(objectId, rowKey('audit', objectId, event.eventId), event)
}

/** Events have derived ids: writing one again replaces it by itself. */
export function auditUpsert(event: AuditEvent): TransactionAction {
  const { objectId } = event.holder
  return upsert(objectId, rowKey('audit', objectId, event.eventId), event)
}

/** Records of one kind about one application. */
export function about<Shape extends z.ZodType>(
  table: Table,
  shape: Shape,
  kind: RecordKind,
  objectId: string,
  log: Log,
): AsyncIterable<z.infer<Shape> & { etag: string }> {
  return read(table, shape, [partitionOf(objectId)], `${rowKey(kind, objectId)}:`, log)
}

/** Records of one kind about all applications. */
export function everywhere<Shape extends z.ZodType>(
  table: Table,
  shape: Shape,
  kind: RecordKind,
  log: Log,
): AsyncIterable<z.infer<Shape> & { etag: string }> {
  return read(table, shape, partitions, `${kind}:`, log)
}

async function* read<Shape extends z.ZodType>(
  table: Table,
  shape: Shape,
  from: readonly string[],
  prefix: string,
  log: Log,
): AsyncGenerator<z.infer<Shape> & { etag: string }> {
  for (const partition of from) {
    for await (const row of table.range(partition, prefix)) {
      const value = readable(() => decode(shape, row), row, log)
      if (value !== undefined) yield withEtag(value, row)
    }
  }
}

export function withEtag<T>(value: T, row: Row): T & { etag: string } {
  return Object.assign({}, value, { etag: row.etag ?? '' })
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
