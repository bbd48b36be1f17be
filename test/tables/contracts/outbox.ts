import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Delivery } from '../../../src/domain/delivery.ts'
import type { PlannedNotification } from '../../../src/domain/plan.ts'
import type { SentList } from '../../../src/ports.ts'
import { aFinding, anOwner, inDays, now } from '../../support/builders.ts'
import { collect, type StoresUnderTest } from './fixture.ts'
import { aHolderRef, aPersonRef } from './records.ts'

function aPlannedCard(person = aPersonRef()): PlannedNotification {
  const holder = aHolderRef()
  const robot = { type: 'other' as const, objectId: randomUUID() }
  const formerOwners = [{ ...aPersonRef(), untilAt: inDays(-9) }]
  const { owners: _, ...finding } = aFinding({ formerOwners })
  const recipient = {
    person,
    reason: { is: 'manager' as const, of: aPersonRef(), stillOwns: true as const, escalated: true as const },
  }
  return { holder, recipient, isFirst: true, findings: [{ ...finding, holder, owners: [anOwner(), robot] }] }
}

function aDelivery(changes: Partial<Delivery> = {}): Delivery {
  const person = aPersonRef()
  const card = aPlannedCard(person)
  return { deliveryId: card.holder.objectId, person, cards: [card], tries: 0, notBeforeAt: now, ...changes }
}

export function outboxContract(under: () => StoresUnderTest): void {
  const outbox = () => under().stores.outbox

  describe('the outbox', () => {
    it('holds messages until they are taken out, one for each person and matter', async () => {
      const [one, other] = [aDelivery(), aDelivery()]
      await outbox().put([one, other])
      await outbox().put([{ ...one, tries: 2, notBeforeAt: inDays(1) }])
      expect(await outbox().all()).toEqual(
        expect.arrayContaining([{ ...one, tries: 2, notBeforeAt: inDays(1) }, other]),
      )
      await outbox().remove([one])
      expect((await outbox().all()).map(({ deliveryId }) => deliveryId)).not.toContain(one.deliveryId)
      await outbox().remove([one, other])
      expect(await outbox().all()).toEqual([])
    })

    it('takes and gives up hundreds at once', async () => {
      const many = Array.from({ length: 250 }, () => aDelivery())
      await outbox().put(many)
      expect(await outbox().all()).toHaveLength(250)
      await outbox().remove(many)
      expect(await outbox().all()).toEqual([])
    })

    it('holds a list of forty applications with ten owners each', async () => {
      const person = aPersonRef()
      const owners = Array.from({ length: 10 }, () => anOwner())
      const cards = Array.from({ length: 40 }, () => aPlannedCard(person))
      const [first, ...more] = cards.map(({ findings: [finding], ...card }) => ({
        ...card,
        findings: [{ ...finding, owners }] as const,
      }))
      if (first === undefined) throw new Error('no card')
      const list = aDelivery({ person, deliveryId: 'list-1', cards: [first, ...more] })
      await outbox().put([list])
      expect(await outbox().all()).toEqual([list])
      await outbox().remove([list])
    })
  })
}

export function listStoreContract(under: () => StoresUnderTest): void {
  const lists = () => under().stores.lists

  describe('lists', () => {
    it('come back, change under their ETag and go', async () => {
      const told = { [randomUUID()]: { stage: 'second' as const, toldAt: now, urgentAt: now } }
      const row = { holder: aHolderRef(), because: { is: 'owner' as const }, told, keyIds: Object.keys(told) }
      const list: SentList = {
        listId: 'list-1',
        person: aPersonRef(),
        rows: [
          { ...row, isTakenOver: false },
          { ...row, holder: aHolderRef(), isTakenOver: false },
        ],
        sent: { serviceUrl: 'https://smba.example/', conversationId: 'a:1', activityId: '17' },
        at: now,
      }
      const of = { personId: list.person.personId, listId: list.listId }
      expect(await lists().get(of)).toBeUndefined()
      await lists().add(list)
      expect(await collect(lists().all())).toContainEqual(list)
      await Promise.all(
        list.rows.map(({ holder }) =>
          lists().change(of, (before) => {
            const rows = before?.rows.map((one) =>
              one.holder.objectId === holder.objectId ? { ...one, isTakenOver: true } : one,
            )
            return before && rows && { ...before, rows }
          }),
        ),
      )
      expect((await lists().get(of))?.rows.every(({ isTakenOver }) => isTakenOver)).toBe(true)
      await lists().remove(of)
      await lists().change(of, (before) => before)
      expect(await lists().get(of)).toBeUndefined()
    })
  })
}
