import type { ApprovalStore, AuditLog, CardStore, Log } from '../ports.ts'
import { partitionOf } from './partitions.ts'
import { about, auditUpsert, collect, everywhere, rowKey, upsert } from './records.ts'
import { approvalShape, auditShape, cardShape, snoozeShape } from './shapes.ts'
import type { Table } from './table.ts'

/** `card:{objectId}:{personId}` */
export function createCardTable(table: Table, log: Log): CardStore {
  return {
    all: () => everywhere(table, cardShape, 'card', log),
    about: (objectId) => collect(about(table, cardShape, 'card', objectId, log)),
    async save(card, event) {
      const row = upsert(card.objectId, rowKey('card', card.objectId, card.person.personId), card)
      await table.submit(event === undefined ? [row] : [row, auditUpsert(event)])
    },
  }
}

/** `approval:{objectId}:{keyId}` and `snooze:{objectId}:{keyId}`, each written with its audit event. */
export function createApprovalTable(table: Table, log: Log): ApprovalStore {
  return {
    async approve(approval, event) {
      const { objectId, keyId } = approval
      await table.submit([upsert(objectId, rowKey('approval', objectId, keyId), approval), auditUpsert(event)])
    },
    async snooze(snooze, event) {
      const { objectId, keyId } = snooze
      await table.submit([upsert(objectId, rowKey('snooze', objectId, keyId), snooze), auditUpsert(event)])
    },
    async useUp({ objectId, keyId }) {
      const key = { partitionKey: partitionOf(objectId), rowKey: rowKey('approval', objectId, keyId) }
      await table.submit([['delete', key]])
    },
    async about(objectId) {
      const [approvals, snoozes] = await Promise.all([
        collect(about(table, approvalShape, 'approval', objectId, log)),
        collect(about(table, snoozeShape, 'snooze', objectId, log)),
      ])
      return { approvals, snoozes }
    },
    async all() {
      const [approvals, snoozes] = await Promise.all([
        collect(everywhere(table, approvalShape, 'approval', log)),
        collect(everywhere(table, snoozeShape, 'snooze', log)),
      ])
      return { approvals, snoozes }
    },
  }
}

/** `audit:{objectId}:{eventId}` */
export function createAuditTable(table: Table, log: Log): AuditLog {
  return {
    async record(event) {
      await table.submit([auditUpsert(event)])
    },
    async about(objectId) {
      const events = await collect(about(table, auditShape, 'audit', objectId, log))
      return events.toSorted((a, b) => a.at.getTime() - b.at.getTime())
    },
  }
}
