import { expect, it } from 'vitest'
import { reviewRenewal } from '../../../src/decide/renewal/review-renewal.ts'
import type { AppContext } from '../../../src/ports.ts'
import {
  aCredential,
  aCurrentApplication,
  anApplication,
  anApproval,
  aPerson,
  inDays,
  now,
} from '../../support/builders.ts'
import { createFakeStores } from '../../support/fake-stores.ts'
import { anEvent } from '../../tables/contracts/records.ts'

const clock = { now: () => now }

it.each(['approvals.snooze', 'approvals.useUp'] as const)(
  'a renewal that is declined is never rotated and declined at once, though %s fails',
  async (method) => {
    const stores = createFakeStores(clock)
    const credential = aCredential({ endAt: inDays(10) })
    const holder = anApplication({ credentials: [credential] })
    const { kind, objectId } = holder
    const approval = anApproval({ objectId, keyId: credential.keyId })
    await stores.approvals.approve(approval, anEvent({ holder }))
    stores.failNext(method, 'before')
    const application = aCurrentApplication({ holder, approvals: [approval] })
    const entitled = { person: aPerson(), standing: 'owner' } as const
    const action = { verb: 'decline', kind, objectId, keyId: credential.keyId, reason: 'Nobody uses it' } as const
    const decline = () => reviewRenewal({ ...stores, clock } as unknown as AppContext, application, entitled, action)
    await expect(decline()).rejects.toThrow(method)
    const { approvals, snoozes } = await stores.approvals.about(objectId)
    expect(approvals.length * snoozes.length).toBe(0)
    expect(await decline()).toMatchObject({ is: 'recorded' })
    expect(await stores.approvals.about(objectId)).toMatchObject({ approvals: [], snoozes: [{ isDeclined: true }] })
  },
)
