import { describe, expect, it } from 'vitest'
import { inDays } from '../../support/builders.ts'
import { hostileTexts, type StoresUnderTest } from './fixture.ts'
import { aHolderRef, anEvent, aPersonRef } from './records.ts'

export function auditLogContract(under: () => StoresUnderTest): void {
  const audit = () => under().stores.audit

  describe('audit events', () => {
    it('come back oldest first, those of the application alone', async () => {
      const holder = aHolderRef()
      const events = [3, 1, 2].map((days) => anEvent({ holder, at: inDays(days), actor: aPersonRef(), keyId: 'k' }))
      for (const event of [...events, anEvent()]) await audit().record(event)
      expect(await audit().about(holder.objectId)).toEqual([events[1], events[2], events[0]])
    })

    it('are recorded once and never changed', async () => {
      const event = anEvent()
      await audit().record(event)
      await audit().record({ ...event, detail: 'something else' })
      expect(await audit().about(event.holder.objectId)).toEqual([event])
    })

    it('may be named and described by any text', async () => {
      const holder = aHolderRef()
      const events = hostileTexts.map((text, index) =>
        anEvent({ holder, eventId: `${index}${text}`, detail: text, at: inDays(index) }),
      )
      for (const event of events) await audit().record(event)
      expect(await audit().about(holder.objectId)).toEqual(events)
    })

    it('hold 100 KB of detail', async () => {
      const event = anEvent({ detail: JSON.stringify({ long: 'é"\\'.repeat(25_000) }) })
      await audit().record(event)
      expect(await audit().about(event.holder.objectId)).toEqual([event])
    })
  })
}
