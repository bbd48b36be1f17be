import type { Rotation } from '../domain/rotation.ts'
import { noticeOf } from '../domain/rotation-notice.ts'
import type { RotationStore, StoredRotation } from '../ports.ts'
import { announcementInserts } from './announcement-store.ts'
import { commitOnce } from './commit-once.ts'
import { eventInsert } from './event-rows.ts'
import { keyOf, partitionOf, prefixOf } from './keys.ts'
import { noticeInsert } from './notice-store.ts'
import { openHeads } from './open-heads.ts'
import type { OpenTables } from './open-tables.ts'
import { readable, rowsOf, rowsOfAll, startingWith } from './read-rows.ts'
import { activeRow, headRow, isOpen, latestOfEach, rotationShape } from './rotation-rows.ts'
import type { StoredRow } from './table.ts'

/** Every transition is one batch in one partition: the rotation under its ETag, its audit event, and whether it is open. */
export function createRotationStore({ records: table, log }: Pick<OpenTables, 'records' | 'log'>): RotationStore {
  const stored = (row: StoredRow): StoredRotation | undefined => {
    const rotation = readable(rotationShape, row, { table, log })
    return rotation && { ...rotation, etag: row.etag }
  }
  const everyAbout = async (objectId: string): Promise<StoredRotation[]> => {
    const keys = startingWith(prefixOf('rotation', objectId))
    const rows = await rowsOf(table, { partition: partitionOf(objectId), keys })
    return rows.map(stored).filter((rotation) => rotation !== undefined)
  }
  return {
    async start(rotation, event) {
      const head = { is: 'insert', row: headRow(rotation) } as const
      const told = noticeOf(rotation, rotation)
      const rest = [
        ...(isOpen(rotation) ? [{ is: 'insert', row: activeRow(rotation) } as const] : []),
        eventInsert(event),
        ...(told === undefined ? [] : [noticeInsert(told)]),
      ]
      return (await commitOnce(table, partitionFor(rotation), head, rest)) !== undefined
    },

    async move(from, to, event, announcement = null) {
      const head = { is: 'replace', row: headRow(to), etag: from.etag } as const
      const closing = isOpen(to) ? [] : [{ is: 'delete', row: activeRow(to) } as const]
      const notice = event === null || to.sequence === from.sequence ? undefined : noticeOf(from, to)
      const told = notice === undefined ? [] : [noticeInsert(notice)]
      const recorded = event === null ? [] : [eventInsert(event), ...told]
      const announced = announcementInserts(announcement)
      const etag = await commitOnce(table, partitionFor(to), head, [...closing, ...recorded, ...announced])
      return etag === undefined ? undefined : { ...to, etag }
    },

    async about(objectId) {
      return latestOfEach(await everyAbout(objectId))
    },

    async makerOf(objectId, keyId) {
      return (await everyAbout(objectId)).find(({ newKeyId }) => newKeyId === keyId)
    },

    async replacementOf(objectId, keyId) {
      return (await everyAbout(objectId)).find(({ state, old }) => state === 'done' && old.keyId === keyId)
    },

    async get(objectId, rotationId) {
      const row = await table.get(partitionOf(objectId), keyOf('rotation', objectId, rotationId))
      return row && stored(row)
    },

    async open() {
      const found = (await openHeads(table, 'active')).map(stored)
      return found.filter((rotation) => rotation !== undefined).filter(isOpen)
    },

    async successors() {
      const query = {
        keys: startingWith(prefixOf('rotation')),
        where: [{ property: 'hasSuccessor', is: 'equal', value: true }],
        select: ['oldKeyId', 'newKeyId', 'changedAt'],
      } as const
      const made: { oldKeyId: string; newKeyId: string; changedAt: string }[] = []
      for await (const { properties } of rowsOfAll(table, query)) {
        const { oldKeyId, newKeyId, changedAt } = properties
        if (typeof oldKeyId === 'string' && typeof newKeyId === 'string') {
          made.push({ oldKeyId, newKeyId, changedAt: String(changedAt) })
        }
      }
      made.sort((one, other) => (one.changedAt < other.changedAt ? -1 : 1))
      return new Map(made.map(({ oldKeyId, newKeyId }) => [oldKeyId, newKeyId]))
    },
  }
}

function partitionFor(rotation: Rotation): string {
  return partitionOf(rotation.holder.objectId)
}
