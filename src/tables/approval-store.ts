import type { z } from 'zod/v4'
import type { RemovalRequest } from '../domain/removal.ts'
import type { ApprovalStore, Decisions, StoredRemovalRequest, Words } from '../ports.ts'
import { announcementInserts } from './announcement-store.ts'
import { decodeRow, encode } from './codec.ts'
import { commitOnce } from './commit-once.ts'
import {
  approvalShape,
  exclusionShape,
  removalRequestShape,
  removalShape,
  snoozeShape,
  stillInUseShape,
} from './decision-rows.ts'
import { eventInsert, writeWithEvent } from './event-rows.ts'
import { keyOf, partitionOf, prefixOf } from './keys.ts'
import type { OpenTables } from './open-tables.ts'
import { everyRow, readable, rowsOf, startingWith } from './read-rows.ts'
import type { StoredRow } from './table.ts'

/** `word` is followed by the object id and by what was said, so that one range holds every kind of word. */
type Kind = 'approval' | 'snooze' | 'word' | 'removal'
type ReadKind = (kind: Kind) => Promise<readonly StoredRow[]>

/** One of each kind for a credential, one exclusion for an application; a later one replaces it. */
export function createApprovalStore({ records: table, log }: Pick<OpenTables, 'records' | 'log'>): ApprovalStore {
  const readAll: ReadKind = (kind) => everyRow(table, { keys: startingWith(prefixOf(kind)) })
  const every = <Shape extends z.ZodType>(shape: Shape, rows: readonly StoredRow[]) =>
    rows.map((row) => readable(shape, row, { table, log })).filter((one) => one !== undefined)

  const openRequests = (words: readonly StoredRow[]): readonly StoredRemovalRequest[] =>
    words.filter(says('removal')).flatMap((row) => {
      const request = readable(removalRequestShape, row, { table, log })
      return request === undefined || request.endedAt !== null ? [] : [{ ...request, etag: row.etag }]
    })

  async function wordsBy(read: ReadKind): Promise<Words> {
    const rows = await read('word')
    return {
      stillInUse: every(stillInUseShape, rows.filter(says('stillInUse'))),
      exclusions: every(exclusionShape, rows.filter(says('exclusion'))),
      removalRequests: openRequests(rows),
    }
  }

  async function decisions(read: ReadKind): Promise<Decisions> {
    const [approvals, snoozes, words] = await Promise.all([read('approval'), read('snooze'), wordsBy(read)])
    return { approvals: every(approvalShape, approvals), snoozes: every(snoozeShape, snoozes), ...words }
  }

  return {
    async approve(approval, event) {
      const key = keyOf('approval', approval.objectId, approval.keyId)
      await writeWithEvent(table, { key, properties: encode(approval) }, event)
    },

    async snooze(snooze, event) {
      const key = keyOf('snooze', snooze.objectId, snooze.keyId)
      await writeWithEvent(table, { key, properties: encode(snooze) }, event)
    },

    async sayStillInUse(said, event) {
      const key = keyOf('word', said.objectId, 'stillInUse', said.keyId)
      await writeWithEvent(table, { key, properties: encode(said) }, event)
    },

    async exclude(exclusion, event) {
      const key = keyOf('word', exclusion.holder.objectId, 'exclusion')
      await writeWithEvent(table, { key, properties: encode(exclusion) }, event)
    },

    async include({ holder }, event) {
      const partition = partitionOf(holder.objectId)
      const key = keyOf('word', holder.objectId, 'exclusion')
      const outcome = await table.write(partition, [{ is: 'delete', row: { key } }, eventInsert(event)])
      // Gone before, or recorded before: a reply may have been lost.
      if (outcome === 'conflict') await table.remove(partition, key)
    },

    async askRemoval(request, event) {
      const row = removalRow(request)
      const partition = partitionOf(request.holder.objectId)
      const before = await table.get(partition, row.key)
      const head =
        before === undefined ? ({ is: 'insert', row } as const) : ({ is: 'replace', row, etag: before.etag } as const)
      const etag = await commitOnce(table, partition, head, [eventInsert(event)])
      return etag === undefined ? undefined : { ...request, etag }
    },

    async moveRemoval({ etag: expected }, to, event, announcement) {
      const head = { is: 'replace', row: removalRow(to), etag: expected } as const
      const recorded = event === null ? [] : [eventInsert(event)]
      const rest = [...recorded, ...announcementInserts(announcement)]
      const etag = await commitOnce(table, partitionOf(to.holder.objectId), head, rest)
      return etag === undefined ? undefined : { ...to, etag }
    },

    async openRemovals() {
      return (await wordsBy(readAll)).removalRequests
    },

    async noteRemoval(removal, event) {
      const key = keyOf('removal', removal.objectId, removal.credential.keyId)
      await writeWithEvent(table, { key, properties: encode(removal) }, event)
    },

    async useUp(approval) {
      const partition = partitionOf(approval.objectId)
      const row = await table.get(partition, keyOf('approval', approval.objectId, approval.keyId))
      if (row === undefined) return
      const { approvedAt } = decodeRow(approvalShape, table.name, row)
      // A later approval asks for a rotation of its own; the ETag keeps one that arrives just now.
      if (approvedAt.getTime() === approval.approvedAt.getTime()) await table.remove(partition, row.key, row.etag)
    },

    async about(objectId) {
      const partition = partitionOf(objectId)
      const read = (kind: Kind) => rowsOf(table, { partition, keys: startingWith(prefixOf(kind, objectId)) })
      const [decided, removals] = await Promise.all([decisions(read), read('removal')])
      return { ...decided, removals: every(removalShape, removals) }
    },

    async approved() {
      return every(approvalShape, await readAll('approval'))
    },

    words: () => wordsBy(readAll),

    all: () => decisions(readAll),
  }
}

function removalRow(request: RemovalRequest) {
  return { key: keyOf('word', request.holder.objectId, 'removal', request.keyId), properties: encode(request) }
}

function says(kind: 'stillInUse' | 'exclusion' | 'removal'): (row: StoredRow) => boolean {
  return ({ key }) => key.split(':')[2] === kind
}
