import { expect, it } from 'vitest'
import type { AppContext } from '../../../src/ports.ts'
import { runDigests } from '../../../src/run/delivery/run-digests.ts'
import { aCredential, inDays, now } from '../../support/builders.ts'
import { createFakeStores } from '../../support/fake-stores.ts'
import { aSeenHolder } from '../../tables/contracts/records.ts'

it('the digests of many channels take one reading of the applications', async () => {
  const clock = { now: () => now }
  const stores = createFakeStores(clock)
  await stores.holders.save([aSeenHolder({ credentials: [aCredential({ endAt: inDays(6) })] })])
  for (const digest of ['daily', 'weekly'] as const) {
    const channel = { conversationId: digest, serviceUrl: '', isThreaded: true, digest, lastDigestAt: null }
    await stores.conversations.changeChannel(digest, () => channel)
  }
  let readings = 0
  const list: AppContext['holders']['list'] = (filter) => {
    readings += 1
    return stores.holders.list(filter)
  }
  const posted: unknown[] = []
  const post = async (
    { conversationId }: { conversationId: string },
    { period, rows }: { period: string; rows: [] },
  ) => {
    posted.push([conversationId, period, rows.length])
    return { ok: true, sent: { serviceUrl: '', conversationId, activityId: '' } }
  }
  const holders = { ...stores.holders, list }
  const policy = { alertDays: [30, 14, 7], minimumOwners: 1 }
  const problems = await runDigests({ ...stores, holders, clock, policy, messenger: { post } } as unknown as AppContext)
  expect(problems).toEqual([])
  expect(posted.toSorted()).toEqual([
    ['daily', 'daily', 1],
    ['weekly', 'weekly', 1],
  ])
  // What expires, and who owns it.
  expect(readings).toBe(2)
})
