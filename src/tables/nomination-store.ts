import { z } from 'zod/v4'
import { isNominationOpen, type Nomination, type NominationState } from '../domain/nomination.ts'
import type { NominationStore, StoredNomination } from '../ports.ts'
import { changeRow } from './change-row.ts'
import { encode } from './codec.ts'
import { commitOnce } from './commit-once.ts'
import { eventInsert } from './event-rows.ts'
import { keyOf, partitionOf, prefixOf } from './keys.ts'
import { openHeads } from './open-heads.ts'
import type { OpenTables } from './open-tables.ts'
import { readable, rowsOf, startingWith } from './read-rows.ts'
import { holderRefShape, instant, oneOf, personRefShape, sentRefShape } from './shapes.ts'
import type { StoredRow } from './table.ts'

const stateShape = oneOf<NominationState>({
  awaitingApproval: true,
  awaitingNominee: true,
  accepting: true,
  accepted: true,
  declined: true,
  refused: true,
  expired: true,
  withdrawn: true,
  failed: true,
})

const nominationShape = z.object({
  nominationId: z.string(),
  holder: holderRefShape,
  nominee: personRefShape,
  nominatedBy: personRefShape,
  nominatedAt: instant,
  state: stateShape,
  sequence: z.number().int(),
  risks: z.array(z.string()),
  isRiskUnknown: z.boolean(),
  expiresAt: instant,
  approvedBy: personRefShape.nullable(),
  reason: z.string().nullable(),
  changedAt: instant,
})

const cardsShape = z.object({
  cards: z.array(z.object({ role: z.enum(['nominee', 'approver']), sent: sentRefShape })),
})

/** Every transition is one batch: the nomination under its ETag, its audit event, and whether it is open. */
export function createNominationStore({ records: table, log }: Pick<OpenTables, 'records' | 'log'>): NominationStore {
  const stored = (row: StoredRow): StoredNomination | undefined => {
    const nomination = readable(nominationShape, row, { table, log })
    return nomination && { ...nomination, etag: row.etag }
  }
  const cardsAt = (of: Nomination) => ({
    partition: partitionOf(of.holder.objectId),
    key: keyOf('nomination-cards', of.holder.objectId, of.nominationId),
  })
  return {
    async start(nomination, event) {
      const head = { is: 'insert', row: headRow(nomination) } as const
      const rest = [{ is: 'insert', row: openRow(nomination) } as const, eventInsert(event)]
      return (await commitOnce(table, partitionFor(nomination), head, rest)) !== undefined
    },

    async move(from, to, event) {
      const head = { is: 'replace', row: headRow(to), etag: from.etag } as const
      const closing = isNominationOpen(to) ? [] : [{ is: 'delete', row: openRow(to) } as const]
      const etag = await commitOnce(table, partitionFor(to), head, [...closing, eventInsert(event)])
      return etag === undefined ? undefined : { ...to, etag }
    },

    async about(objectId) {
      const keys = startingWith(prefixOf('nomination', objectId))
      const rows = await rowsOf(table, { partition: partitionOf(objectId), keys })
      return rows.map(stored).filter((one) => one !== undefined)
    },

    async open() {
      const found = (await openHeads(table, 'nominee')).map(stored)
      return found.filter((one) => one !== undefined).filter(isNominationOpen)
    },

    addCard(of, card) {
      return changeRow(table, cardsAt(of), (row) => {
        const before = row && readable(cardsShape, row, { table, log })
        return encode({ cards: [...(before?.cards ?? []), card] })
      })
    },

    async cardsOf(of) {
      const { partition, key } = cardsAt(of)
      const row = await table.get(partition, key)
      return (row && readable(cardsShape, row, { table, log })?.cards) ?? []
    },
  }
}

function headRow(nomination: Nomination) {
  const { holder, nominationId } = nomination
  return { key: keyOf('nomination', holder.objectId, nominationId), properties: encode(nomination) }
}

/** Stands while somebody is asked; that it can be inserted only once keeps anybody from being asked twice. */
function openRow(nomination: Nomination) {
  const { holder, nominee } = nomination
  return {
    key: keyOf('nominee', holder.objectId, nominee.personId),
    properties: { headKey: headRow(nomination).key },
  }
}

function partitionFor(nomination: Nomination): string {
  return partitionOf(nomination.holder.objectId)
}
