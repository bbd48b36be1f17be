import { expect, it } from 'vitest'
import { listOrphans } from '../../../src/decide/ownership/list-orphans.ts'
import type { AppContext } from '../../../src/ports.ts'
import { anOwner, aPerson, now } from '../../support/builders.ts'
import { createFakeStores } from '../../support/fake-stores.ts'
import { aDirectory } from '../../support/scripted-directory.ts'
import { aSeenHolder } from '../../tables/contracts/records.ts'

it('an owner of nothing but applications in good order is told so, and whoever owns nothing something else', async () => {
  const clock = { now: () => now }
  const stores = createFakeStores(clock)
  const [owner, somebody] = [aPerson(), aPerson()]
  const others = [aSeenHolder({ owners: [], orphaned: true }), aSeenHolder({ owners: [anOwner()] })]
  await stores.holders.save([aSeenHolder({ owners: [anOwner(owner)] }), ...others])
  const policy = { alertDays: [30, 14, 7], minimumOwners: 1, administrators: { personIds: [], groupId: undefined } }
  const ctx = { ...stores, clock, policy, directory: aDirectory({}) } as unknown as AppContext
  expect(await listOrphans(ctx, owner, [])).toMatchObject({ is: 'orphans', rows: [] })
  expect(await listOrphans(ctx, somebody, [])).toMatchObject({ is: 'notice', title: 'You own no application' })
})
