import { expect, it } from 'vitest'
import { showPolicy } from '../../src/decide/show/show-policy.ts'
import type { AppContext } from '../../src/ports.ts'
import { currentDigest } from '../../src/run/delivery/run-digests.ts'
import { anId, anOwner, aPerson, now } from '../support/builders.ts'
import { createFakeStores } from '../support/fake-stores.ts'
import { aDirectory } from '../support/scripted-directory.ts'
import { aSeenHolder } from '../tables/contracts/records.ts'

it('/policy and the digest count the same applications below the minimum of owners', async () => {
  const clock = { now: () => now }
  const stores = createFakeStores(clock)
  const clientId = anId()
  await stores.holders.save([
    aSeenHolder({ owners: [anOwner(), anOwner()] }),
    aSeenHolder({ owners: [anOwner()], clientId }),
    aSeenHolder({ owners: [anOwner()], clientId, kind: 'servicePrincipal' }),
    aSeenHolder({ owners: [], kind: 'servicePrincipal' }),
  ])
  const policy = {
    alertDays: [30, 14, 7],
    minimumOwners: 2,
    administrators: { personIds: [], groupId: undefined },
  }
  const ctx = { ...stores, clock, policy, directory: aDirectory({}) } as unknown as AppContext
  const { belowMinimum } = await showPolicy(ctx, aPerson(), false)
  expect(belowMinimum).toBe(2)
  expect((await currentDigest(ctx, 'now')).belowMinimum?.count).toBe(belowMinimum)
})
