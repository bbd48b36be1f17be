import { expect, it } from 'vitest'
import { approveRenewal } from '../../../src/decide/renewal/approve-renewal.ts'
import type { AppContext, CurrentApplication } from '../../../src/ports.ts'
import { aCredential, anApplication, aPerson, now } from '../../support/builders.ts'
import { createFakeStores } from '../../support/fake-stores.ts'

const clock = { now: () => now }

it('a renewal of what has no end waits for no day: nothing is recorded, and the form offers to rotate now', async () => {
  const credential = aCredential({ endAt: null })
  const holder = anApplication({ credentials: [credential] })
  const application: CurrentApplication = {
    holder,
    rotations: [],
    approvals: [],
    snoozes: [],
    stillInUse: [],
    removals: [],
    superseded: new Map(),
    vaultUrl: 'https://keyturn.vault.azure.net/',
    alertDays: [30, 14, 7],
    dryRun: false,
    now,
  }
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
