import { randomUUID } from 'node:crypto'
import type { TransactionAction } from '@azure/data-tables'
import { z } from 'zod/v4'
import type { AuditEvent } from '../domain/audit-event.ts'
import { openStates, type Rotation } from '../domain/rotation.ts'
import type { Log, RotationStore, StoredRotation } from '../ports.ts'
import { decode, encode } from './codec.ts'
import { partitionOf } from './partitions.ts'
import { about, auditInsert, collect, everywhere, insert, rowKey, withEtag } from './records.ts'
import { rotationShape } from './shapes.ts'
import type { Table } from './table.ts'

const activeShape = z.object({ objectId: z.string(), rotationId: z.string() })

/**
 * `rotation:{objectId}:{rotationId}` is the head; `active:{objectId}:{oldKeyId}` exists while one is open, so that
 * inserting it decides who may start. Head, active row and audit event change in one transaction.
 */
export function createRotationTable(table: Table, log: Log): RotationStore {
  const head = async (objectId: string, rotationId: string): Promise<StoredRotation | undefined> => {
    const row = await table.get(partitionOf(objectId), rowKey('rotation', objectId, rotationId))
    return row && withEtag(decode(rotationShape, row), row)
  }

  /** After a lost reply the SDK's repetition meets our own write as a conflict; the id of the write tells them apart. */
  const written = async ({ holder, rotationId }: Rotation, writeId: string): Promise<StoredRotation | undefined> => {
    const row = await table.get(partitionOf(holder.objectId), rowKey('rotation', holder.objectId, rotationId))
    return row?.writeId === writeId ? withEtag(decode(rotationShape, row), row) : undefined
  }

  return {
    async start(rotation, event) {
      const { objectId } = rotation.holder
      const { rotationId } = rotation
      const writeId = randomUUID()
      const outcome = await table.submit([
        insert(objectId, activeKey(rotation), { objectId, rotationId }),
        insert(objectId, rowKey('rotation', objectId, rotationId), rotation, { writeId }),
        auditInsert(event),
      ])
      return outcome === 'done' || (await written(rotation, writeId)) !== undefined
    },

    async move(from, to, event) {
      const writeId = randomUUID()
      await table.submit(transition(from, to, event, writeId))
      return written(to, writeId)
    },

    about: (objectId) => collect(about(table, rotationShape, 'rotation', objectId, log)),

    async open() {
      const active = await collect(everywhere(table, activeShape, 'active', log))
      const heads = await Promise.all(active.map(({ objectId, rotationId }) => head(objectId, rotationId)))
      return heads.filter((found) => found !== undefined)
    },

    async successors() {
      const made = new Map<string, string>()
      for await (const { old, newKeyId } of everywhere(table, rotationShape, 'rotation', log)) {
        if (newKeyId !== null) made.set(old.keyId, newKeyId)
      }
      return made
    },
  }
}

function transition(from: StoredRotation, to: Rotation, event: AuditEvent, writeId: string): TransactionAction[] {
  const { objectId } = to.holder
  const partitionKey = partitionOf(objectId)
  const entity = { partitionKey, rowKey: rowKey('rotation', objectId, to.rotationId), writeId, ...encode(to) }
  const actions: TransactionAction[] = [['update', entity, 'Replace', { etag: from.etag }], auditInsert(event)]
  if (!openStates.includes(to.state)) actions.push(['delete', { partitionKey, rowKey: activeKey(to) }])
  return actions
}

function activeKey({ holder, old }: Rotation): string {
  return rowKey('active', holder.objectId, old.keyId)
}
