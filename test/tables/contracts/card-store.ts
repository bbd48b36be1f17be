import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { SentCard } from '../../../src/ports.ts'
import { inDays } from '../../support/builders.ts'
import { collect, type StoresUnderTest } from './fixture.ts'
import { aHolderRef, anEvent, aPersonRef, aSentCard } from './records.ts'

export function cardStoreContract(under: () => StoresUnderTest): void {
  const cards = () => under().stores.cards

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
      for (const card of sent) await cards().save(card)
      const about = await cards().about(objectId)
      expect(about).toHaveLength(sent.length)
      expect(about).toEqual(expect.arrayContaining(sent))
      expect(await collect(cards().all())).toEqual(expect.arrayContaining(sent))
      expect(await cards().about(randomUUID())).toEqual([])
    })

    it('are one for each person and application', async () => {
      const first = aSentCard()
      const undelivered = { ...first, copies: [], refusal: 'blocked' as const, at: inDays(1) }
      await cards().save(first)
      await cards().save(undelivered)
      expect(await cards().about(first.objectId)).toEqual([undelivered])
    })

    it('are written together with their event, which is recorded once however often it is repeated', async () => {
      const card = aSentCard()
      const event = anEvent({ holder: aHolderRef({ objectId: card.objectId }) })
      await cards().save(card, event)
      await cards().save({ ...card, at: inDays(1) }, { ...event, detail: 'told again' })
      expect(await cards().about(card.objectId)).toMatchObject([{ at: inDays(1) }])
      expect(await under().stores.audit.about(card.objectId)).toEqual([event])
    })

    it('take no harm from keys with a meaning in JavaScript', async () => {
      const told: unknown = JSON.parse('{"__proto__": "first", "toString": "second"}')
      const card = { ...aSentCard(), told: told as SentCard['told'] }
      await cards().save(card)
      const [stored] = await cards().about(card.objectId)
      expect(stored && Object.getPrototypeOf(stored.told)).toBe(Object.prototype)
      expect(stored?.told.toString).toBe('second')
    })
  })
}
