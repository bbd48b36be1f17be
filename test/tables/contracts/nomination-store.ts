import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Nomination, NominationState } from '../../../src/domain/nomination.ts'
import type { StoredNomination } from '../../../src/ports.ts'
import { inDays, now } from '../../support/builders.ts'
import type { StoresUnderTest } from './fixture.ts'
import { aHolderRef, anEvent, aPersonRef } from './records.ts'

function aNomination(changes: Partial<Nomination> = {}): Nomination {
  return {
    nominationId: randomUUID(),
    holder: aHolderRef(),
    nominee: aPersonRef(),
    nominatedBy: aPersonRef(),
    nominatedAt: now,
    state: 'awaitingNominee',
    sequence: 0,
    risks: ['Mail.Send'],
    isRiskUnknown: false,
    expiresAt: inDays(7),
    approvedBy: null,
    reason: null,
    changedAt: now,
    ...changes,
  }
}

export function nominationStoreContract(under: () => StoresUnderTest): void {
  const nominations = () => under().stores.nominations
  const eventOf = ({ nominationId, sequence, holder }: Nomination) =>
    anEvent({ eventId: `${nominationId}.${sequence}`, action: 'owner-nominated', holder })
  const start = (nomination: Nomination) => nominations().start(nomination, eventOf(nomination))
  const move = ({ etag, ...before }: StoredNomination, state: NominationState) => {
    const to = { ...before, state, sequence: before.sequence + 1 }
    return nominations().move({ ...before, etag }, to, eventOf(to))
  }

  describe('nominations', () => {
    it('start once for each person and application while one is open', async () => {
      const first = aNomination()
      expect(await start(first)).toBe(true)
      expect(await start(aNomination({ holder: first.holder, nominee: first.nominee }))).toBe(false)
      expect(await start(aNomination({ holder: first.holder }))).toBe(true)
      expect(await nominations().about(first.holder.objectId)).toHaveLength(2)
      const [stored] = (await nominations().open()).filter(({ nominationId }) => nominationId === first.nominationId)
      expect(stored).toMatchObject(first)
    })

    it('move under their ETag with one event each, and may be repeated once ended', async () => {
      const first = aNomination()
      await start(first)
      const [stored] = await nominations().about(first.holder.objectId)
      if (stored === undefined) throw new Error('nothing is stored')
      const outcomes = await Promise.all([move(stored, 'declined'), move(stored, 'accepting')])
      expect(outcomes.filter((outcome) => outcome !== undefined)).toHaveLength(1)
      expect(await under().stores.audit.about(first.holder.objectId)).toHaveLength(2)
      const [now1] = await nominations().about(first.holder.objectId)
      if (now1?.state === 'accepting') await move(now1, 'accepted')
      expect((await nominations().open()).map(({ nominationId }) => nominationId)).not.toContain(first.nominationId)
      expect(await start(aNomination({ holder: first.holder, nominee: first.nominee }))).toBe(true)
    })

    it('remember every card, whoever writes at the same time', async () => {
      const nomination = aNomination()
      const cards = ['1', '2', '3'].map((activityId) => ({
        role: 'approver' as const,
        sent: { serviceUrl: 's', conversationId: 'c', activityId },
      }))
      expect(await nominations().cardsOf(nomination)).toEqual([])
      await Promise.all(cards.map((card) => nominations().addCard(nomination, card)))
      expect(await nominations().cardsOf(nomination)).toEqual(expect.arrayContaining(cards))
      expect(await nominations().about(nomination.holder.objectId)).toEqual([])
    })
  })
}
