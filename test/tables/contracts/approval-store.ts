import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { newAsk } from '../../../src/domain/ask.ts'
import { aCredential, inDays, now } from '../../support/builders.ts'
import { hostileTexts, type StoresUnderTest } from './fixture.ts'
import { aHolderRef, anApproval, anEvent, anExclusion, aPersonRef, aSnooze, aStillInUse } from './records.ts'

export function approvalStoreContract(under: () => StoresUnderTest): void {
  const approvals = () => under().stores.approvals

  describe('decisions', () => {
    it('come back by application and all together, each with its event', async () => {
      const approval = anApproval({ reason: hostileTexts.join() })
      const { objectId } = approval
      const snooze = aSnooze({ objectId })
      await approvals().approve(approval, eventOf(objectId))
      await approvals().snooze(snooze, eventOf(objectId))
      expect(await approvals().about(objectId)).toEqual({ ...none, approvals: [approval], snoozes: [snooze] })
      const all = await approvals().all()
      expect(all.approvals).toContainEqual(approval)
      expect(await approvals().approved()).toContainEqual(approval)
      const { approvals: _, snoozes: __, ...words } = all
      expect(await approvals().words()).toEqual(words)
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
      expect(await approvals().about(objectId)).toEqual({ ...none, snoozes: [snooze] })
    })

    it('are words against the evidence and exclusions too, which end when an administrator ends them', async () => {
      const said = aStillInUse({ reason: hostileTexts.join() })
      const { objectId } = said
      const exclusion = anExclusion({ holder: aHolderRef({ objectId }), reason: hostileTexts.join() })
      await approvals().sayStillInUse(said, eventOf(objectId))
      await approvals().exclude(exclusion, eventOf(objectId))
      expect(await approvals().about(objectId)).toEqual({ ...none, stillInUse: [said], exclusions: [exclusion] })
      expect(await approvals().all()).toMatchObject({
        stillInUse: expect.arrayContaining([said]),
        exclusions: expect.arrayContaining([exclusion]),
      })

      const longer = { ...exclusion, untilAt: inDays(300) }
      await approvals().exclude(longer, eventOf(objectId))
      expect((await approvals().about(objectId)).exclusions).toEqual([longer])
      const ended = eventOf(objectId)
      await approvals().include(longer, ended)
      await approvals().include(longer, ended)
      expect(await approvals().about(objectId)).toEqual({ ...none, stillInUse: [said] })
      expect(await under().stores.audit.about(objectId)).toHaveLength(4)
    })

    it('keep what was removed, for this application alone', async () => {
      const removal = { objectId: randomUUID(), credential: aCredential(), removedBy: aPersonRef(), removedAt: now }
      await approvals().noteRemoval(removal, eventOf(removal.objectId))
      expect(await approvals().about(removal.objectId)).toEqual({ ...none, removals: [removal] })
      expect(await approvals().all()).not.toHaveProperty('removals')
    })

    it('keep a wish to remove a credential until it is answered, once, with what has to be announced', async () => {
      const holder = aHolderRef()
      const { objectId } = holder
      const by = aPersonRef()
      const wish = { ...newAsk(by, now, 72), requestedBy: by, requestId: randomUUID(), holder }
      const request = { ...wish, keyId: randomUUID(), rotationId: null, endedAt: null }
      const stored = await approvals().askRemoval(request, eventOf(objectId))
      if (stored === undefined) throw new Error('it was not stored')
      expect((await approvals().about(objectId)).removalRequests).toEqual([stored])
      expect(await approvals().openRemovals()).toContainEqual(stored)

      const reminded = await approvals().moveRemoval(stored, { ...request, remindedAt: now }, null, null)
      expect(await approvals().moveRemoval(stored, { ...request, endedAt: now }, null, null)).toBeUndefined()
      if (reminded === undefined) throw new Error('it was not stored')
      const told = { announcementId: request.requestId, holder, title: 'Emergency', text: 'x', by, at: now }
      await approvals().moveRemoval(reminded, { ...request, endedAt: now }, eventOf(objectId), told)
      expect(await approvals().about(objectId)).toEqual(none)
      expect(await under().stores.announcements.open()).toContainEqual(told)
      await under().stores.announcements.remove(told)
      expect(await under().stores.announcements.open()).not.toContainEqual(told)
      expect(await approvals().askRemoval(request, eventOf(objectId))).toBeDefined()
    })

    it('are none where nobody decided', async () => {
      expect(await approvals().about(randomUUID())).toEqual(none)
    })
  })
}

const none = { approvals: [], snoozes: [], stillInUse: [], exclusions: [], removals: [], removalRequests: [] }

function eventOf(objectId: string) {
  return anEvent({ holder: aHolderRef({ objectId }) })
}
