import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../../src/domain/audit-event.ts'
import type { SentCard } from '../../../src/ports.ts'
import { inDays, now } from '../../support/builders.ts'
import { collect, type StoresUnderTest } from './fixture.ts'
import { aHolderRef, anEvent, aPersonRef, aSentCard } from './records.ts'

export function cardStoreContract(under: () => StoresUnderTest): void {
  const cards = () => under().stores.cards
  const third = { stage: 'third' as const, toldAt: now, urgentAt: now }
  const refOf = ({ objectId, person }: SentCard) => ({ objectId, personId: person.personId })
  const save = (card: SentCard, event?: AuditEvent) =>
    cards().change(refOf(card), () => card, event === undefined ? {} : { event })

  describe('cards', () => {
    it('come back by application and all together', async () => {
      const objectId = randomUUID()
      const reasons: SentCard['because'][] = [
        { is: 'owner' },
        { is: 'manager', of: aPersonRef() },
        { is: 'administrator' },
        null,
      ]
      const sent = reasons.map((because) => aSentCard({ objectId, because }))
      for (const card of sent) await save(card)
      const about = await cards().about(objectId)
      expect(about).toHaveLength(sent.length)
      expect(about).toEqual(expect.arrayContaining(sent))
      expect(await collect(cards().all())).toEqual(expect.arrayContaining(sent))
      expect(await cards().about(randomUUID())).toEqual([])
    })

    it('are one for each person and application', async () => {
      const first = aSentCard()
      const undelivered = { ...first, copies: [], refusal: 'blocked' as const, at: inDays(1) }
      await save(first)
      await save(undelivered)
      expect(await cards().about(first.objectId)).toEqual([undelivered])
    })

    it('are written together with their event, which is recorded once however often it is repeated', async () => {
      const card = aSentCard()
      const event = anEvent({ holder: aHolderRef({ objectId: card.objectId }) })
      await save(card, event)
      await save({ ...card, at: inDays(1) }, { ...event, detail: 'told again' })
      expect(await cards().about(card.objectId)).toMatchObject([{ at: inDays(1) }])
      expect(await under().stores.audit.about(card.objectId)).toEqual([event])
    })

    it('keep what two writers at once have changed', async () => {
      const card = aSentCard({ copies: [] })
      await save(card)
      const copies = ['1', '2', '3', '4'].map((activityId) => ({ serviceUrl: 's', conversationId: 'c', activityId }))
      await Promise.all(
        copies.map((copy) =>
          cards().change(refOf(card), (before) => before && { ...before, copies: [...before.copies, copy] }),
        ),
      )
      const [stored] = await cards().about(card.objectId)
      expect(stored?.copies).toEqual(expect.arrayContaining(copies))
      expect(stored?.copies).toHaveLength(copies.length)
    })

    it('lose nothing when a card that was thought new is there already', async () => {
      const card = aSentCard()
      const event = anEvent({ holder: aHolderRef({ objectId: card.objectId }) })
      await save(card)
      const change = (before: SentCard | undefined) => ({
        ...card,
        copies: [],
        told: { ...before?.told, other: third },
      })
      await cards().change(refOf(card), change, { isNew: true, event })
      expect(await cards().about(card.objectId)).toEqual([
        { ...card, copies: [], told: { ...card.told, other: third } },
      ])
      expect(await under().stores.audit.about(card.objectId)).toEqual([event])
    })

    it('stay as they are when there is nothing to change', async () => {
      const card = aSentCard()
      await save(card)
      await cards().change(refOf(card), () => undefined)
      expect(await cards().about(card.objectId)).toEqual([card])
    })

    it('take no harm from keys with a meaning in JavaScript', async () => {
      const told: unknown = JSON.parse(
        JSON.stringify({ toString: third }).replace('{', `{"__proto__":${JSON.stringify(third)},`),
      )
      const card = { ...aSentCard(), told: told as SentCard['told'] }
      await save(card)
      const [stored] = await cards().about(card.objectId)
      expect(stored && Object.getPrototypeOf(stored.told)).toBe(Object.prototype)
      expect(stored?.told.toString).toEqual(third)
    })
  })
}
