import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { inDays } from '../../support/builders.ts'
import { hostileTexts, type StoresUnderTest } from './fixture.ts'
import { aHolderRef, anApproval, anEvent, aSnooze } from './records.ts'

export function approvalStoreContract(under: () => StoresUnderTest): void {
  const approvals = () => under().stores.approvals

  describe('decisions', () => {
    it('come back by application and all together, each with its event', async () => {
      const approval = anApproval({ reason: hostileTexts.join() })
      const { objectId } = approval
      const snooze = aSnooze({ objectId })
      await approvals().approve(approval, eventOf(objectId))
      await approvals().snooze(snooze, eventOf(objectId))
      expect(await approvals().about(objectId)).toEqual({ approvals: [approval], snoozes: [snooze] })
      const all = await approvals().all()
      expect(all.approvals).toContainEqual(approval)
      expect(all.snoozes).toContainEqual(snooze)
      expect(await under().stores.audit.about(objectId)).toHaveLength(2)
    })

    it('are replaced by a later one, and a repeated one is recorded once', async () => {
      const first = anApproval()
      const event = eventOf(first.objectId)
      const later = { ...first, approvedAt: inDays(1) }
      await approvals().approve(first, event)
      await approvals().approve(first, event)
      await approvals().approve(later, eventOf(first.objectId))
      expect((await approvals().about(first.objectId)).approvals).toEqual([later])
      expect(await under().stores.audit.about(first.objectId)).toHaveLength(2)
    })

    it('are used up once, without harm to a later approval or to the snooze', async () => {
      const first = anApproval()
      const { objectId, keyId } = first
      const later = { ...first, approvedAt: inDays(1) }
      const snooze = aSnooze({ objectId, keyId })
      await approvals().snooze(snooze, eventOf(objectId))
      await approvals().approve(later, eventOf(objectId))
      await approvals().useUp(first)
      expect((await approvals().about(objectId)).approvals).toEqual([later])
      await approvals().useUp(later)
      await approvals().useUp(later)
      expect(await approvals().about(objectId)).toEqual({ approvals: [], snoozes: [snooze] })
    })

    it('are none where nobody decided', async () => {
      expect(await approvals().about(randomUUID())).toEqual({ approvals: [], snoozes: [] })
    })
  })
}

function eventOf(objectId: string) {
  return anEvent({ holder: aHolderRef({ objectId }) })
}
