import { it } from 'vitest'
import { createLogger } from '../../../src/logger.ts'
import { createStores } from '../../../src/tables/create-stores.ts'
import { startAzurite } from '../../support/azurite.ts'
import { now, inDays, aCredential, anOwner } from '../../support/builders.ts'
import { collect } from '../contracts/fixture.ts'
import { aSeenHolder } from '../contracts/records.ts'

it('measure', { timeout: 300_000 }, async () => {
  const azurite = await startAzurite()
  let transactions = 0
  const stores = await createStores({ connectionString: azurite.connectionString, clock: { now: () => now }, logger: createLogger('warn'), onTransaction: () => { transactions += 1 } })
  const time = async (name: string, run: () => Promise<unknown>) => {
    const before = transactions; const at = performance.now()
    const result = await run()
    console.log(name, 'tx', transactions - before, 's', ((performance.now() - at) / 1000).toFixed(2), 'n', result, 'rss', Math.round(process.memoryUsage().rss / 1e6))
  }
  const holders = Array.from({ length: 12_000 }, (_, i) => aSeenHolder({ credentials: [aCredential({ endAt: inDays(i % 365) }), aCredential({ endAt: inDays(400) })], owners: [anOwner(), anOwner()] }))
  const ids = holders.map((h) => h.objectId)
  await time('save 12000', () => stores.holders.save(holders))
  await time('traces', async () => (await collect(stores.holders.traces())).length)
  await time('list all', async () => (await collect(stores.holders.list({}))).length)
  await time('list expiring 30', async () => (await collect(stores.holders.list({ expiringBefore: inDays(30) }))).length)
  await time('list clientId', async () => (await collect(stores.holders.list({ clientId: holders[5]!.clientId }))).length)
  await time('getMany 100', async () => (await stores.holders.getMany(ids.slice(0, 100))).size)
  await time('getMany 480', async () => (await stores.holders.getMany(ids.slice(0, 480))).size)
  await time('getMany 999', async () => (await stores.holders.getMany(ids.slice(0, 999))).size)
  await time('getMany 12000', async () => (await stores.holders.getMany(ids)).size)
  await time('open', () => stores.rotations.open())
  await time('approvals.all', () => stores.approvals.all())
  await time('get', () => stores.holders.get(ids[7]!).then((x) => x?.displayName))
  await azurite.stop()
})
