import { expect, it } from 'vitest'
import { approveRenewal, askRenewal } from '../../../src/decide/renewal/approve-renewal.ts'
import type { AppContext } from '../../../src/ports.ts'
import { aCredential, aCurrentApplication, anApplication, aPerson, inDays, now } from '../../support/builders.ts'
import { createFakeStores } from '../../support/fake-stores.ts'

const clock = { now: () => now }

it('a renewal of what has no end waits for no day: nothing is recorded, and the form offers to rotate now', async () => {
  const credential = aCredential({ endAt: null })
  const holder = anApplication({ credentials: [credential] })
  const application = aCurrentApplication({ holder })
  const ctx = { ...createFakeStores(clock), clock } as unknown as AppContext
  const { kind, objectId } = holder
  const entitled = { person: aPerson(), standing: 'owner' } as const
  const action = { verb: 'approveRenewal', kind, objectId, reason: 'Still used', daysBefore: '7' } as const
  expect(await approveRenewal(ctx, application, entitled, action)).toMatchObject({
    is: 'ask',
    form: {
      lines: [{ credential }],
      typed: { reason: 'Still used' },
      problem: expect.stringContaining('no known end'),
    },
  })
  expect((await ctx.approvals.about(objectId)).approvals).toEqual([])
})

it('the form offers neither what has expired beside a valid one nor what is replaced', () => {
  const leftover = aCredential({ startAt: inDays(-300), endAt: inDays(-50) })
  const replaced = aCredential({ startAt: inDays(-300), endAt: inDays(10) })
  const due = aCredential({ startAt: inDays(-100), endAt: inDays(5) })
  const holder = anApplication({ credentials: [leftover, replaced, due] })
  const superseded = new Map([[replaced.keyId, due.keyId]])
  expect(askRenewal(aCurrentApplication({ holder, superseded }), undefined)).toMatchObject({
    is: 'ask',
    form: { lines: [{ credential: due }] },
  })
})
