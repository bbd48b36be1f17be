import { TableClient } from '@azure/data-tables'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import type { Stores } from '../../src/tables/assemble-stores.ts'
import { createStores } from '../../src/tables/create-stores.ts'
import { startAzurite, type TestAzurite } from '../support/azurite.ts'
import { aCredential, inDays, now } from '../support/builders.ts'
import { startEndpoint } from '../support/http-endpoint.ts'
import { type LossyProxy, startLossyProxy } from '../support/lossy-proxy.ts'
import { collect } from './contracts/fixture.ts'
import { aRotation, aSeenHolder, aSentCard, following, started, transitionOf } from './contracts/records.ts'

let azurite: TestAzurite
let transactions = 0

beforeAll(async () => {
  azurite = await startAzurite()
})

function open(connectionString: string): Promise<Stores> {
  const clock = { now: () => now }
  const onTransaction = () => {
    transactions += 1
  }
  return createStores({ connectionString, clock, logger: createLogger('silent'), onTransaction })
}

async function costOf(work: () => Promise<unknown>): Promise<number> {
  const before = transactions
  await work()
  return transactions - before
}

describe('the tables', () => {
  it('are created at most once each, by any number of processes at a time', async () => {
    const cost = await costOf(() => Promise.all([open(azurite.connectionString), open(azurite.connectionString)]))
    expect(cost).toBe(10)
    await (await open(azurite.connectionString)).ping()
  })

  it('take a whole tenant in full batches and show it again in full pages', async () => {
    const stores = await open(azurite.connectionString)
    const holders = Array.from({ length: 4_000 }, (_, index) =>
      aSeenHolder({ credentials: [aCredential({ endAt: inDays(index % 400) })] }),
    )
    // 250 rows in each of 16 partitions, give or take: two to four batches of 100.
    expect(await costOf(() => stores.holders.save(holders))).toBeLessThanOrEqual(64)
    expect(await costOf(() => collect(stores.holders.traces()))).toBe(16)
    expect(await collect(stores.holders.traces())).toHaveLength(4_000)
    expect(await collect(stores.holders.list({ expiringBefore: inDays(30) }))).toHaveLength(300)
    const wanted = holders.slice(0, 800).map(({ objectId }) => objectId)
    expect(await costOf(() => stores.holders.getMany(wanted))).toBe(16)
    expect(await costOf(() => stores.holders.getMany(wanted.slice(0, 10)))).toBe(10)
  })

  it('take batches of big rows, each below the limit of one request', async () => {
    const stores = await open(azurite.connectionString)
    const big = Array.from({ length: 24 }, () =>
      aSeenHolder({ objectId: `f${crypto.randomUUID().slice(1)}`, displayName: '"é'.repeat(100_000) }),
    )
    await stores.holders.save(big)
    expect((await stores.holders.getMany(big.map(({ objectId }) => objectId))).size).toBe(24)
  })

  it('are missed loudly when someone deleted one, never taken for empty', async () => {
    const stores = await open(azurite.connectionString)
    const client = TableClient.fromConnectionString(azurite.connectionString, 'keyturnConversations', {
      allowInsecureConnection: true,
    })
    await client.deleteTable()
    const refused = { code: 'tables-refused' }
    await expect(stores.conversations.ofPerson('ana')).rejects.toMatchObject(refused)
    await expect(stores.conversations.channels()).rejects.toMatchObject(refused)
    await expect(stores.conversations.dropPerson('ana')).rejects.toMatchObject(refused)
    await expect(
      stores.conversations.savePerson('ana', { conversationId: 'a', serviceUrl: 'b' }),
    ).rejects.toMatchObject(refused)
    await open(azurite.connectionString)
  })

  it('refuse a wrong key with the remedy', async () => {
    const wrong = azurite.connectionString.replace(/AccountKey=[^;]+/, `AccountKey=${btoa('wrong')}`)
    await expect(open(wrong)).rejects.toMatchObject({
      code: 'tables-denied',
      message: expect.stringContaining('Storage Table Data Contributor'),
    })
  })

  it('are asked again when they are busy, and each request is counted', async () => {
    await using busy = await startEndpoint((req, res) => {
      req.resume().once('end', () => res.writeHead(503, { 'retry-after-ms': '1' }).end())
    })
    const endpoint = azurite.connectionString.replace(/TableEndpoint=.*/, `TableEndpoint=${busy.url}/devstoreaccount1`)
    const before = transactions
    await expect(open(endpoint)).rejects.toMatchObject({ code: 'tables-unreachable' })
    expect(transactions - before).toBeGreaterThanOrEqual(4)
  })
})

describe('a write whose reply is lost', () => {
  let proxy: LossyProxy
  let stores: Stores

  beforeAll(async () => {
    proxy = await startLossyProxy(azurite.connectionString)
    stores = await open(proxy.connectionString)
  })
  afterAll(() => proxy.stop())

  it('still starts and moves a rotation, once, with one event each', async () => {
    const rotation = aRotation()
    proxy.loseNextReply()
    expect(await stores.rotations.start(rotation, transitionOf(rotation))).toBe(true)
    const [first] = await stores.rotations.about(rotation.holder.objectId)
    if (first === undefined) throw new Error('not stored')
    const to = following(first, { state: 'done' })
    proxy.loseNextReply()
    const second = await stores.rotations.move(first, to, transitionOf(to))
    expect(second).toMatchObject({ state: 'done', sequence: 1 })
    expect(await stores.rotations.about(rotation.holder.objectId)).toEqual([second])
    expect(await stores.audit.about(rotation.holder.objectId)).toHaveLength(2)
    expect(proxy.lost()).toBe(2)
  })

  it('does not let a second rotation start, or a stale one move', async () => {
    const first = await started(stores)
    const again = aRotation({ holder: first.holder, old: first.old })
    proxy.loseNextReply()
    expect(await stores.rotations.start(again, transitionOf(again))).toBe(false)
    const stale = { ...first, etag: `W/"datetime'2020-01-01T00%3A00%3A00.0000000Z'"` }
    const to = following(first, { state: 'minting' })
    proxy.loseNextReply()
    expect(await stores.rotations.move(stale, to, transitionOf(to))).toBeUndefined()
  })

  it('still acquires a lease, which then can be released', async () => {
    proxy.loseNextReply()
    const lease = await stores.leases.acquire('pass')
    expect(await stores.leases.acquire('pass')).toBeUndefined()
    await lease?.release()
    await (await stores.leases.acquire('pass'))?.release()
  })

  it('still saves a card with its event', async () => {
    const card = aSentCard()
    const event = { ...transitionOf(aRotation()), holder: { ...aRotation().holder, objectId: card.objectId } }
    proxy.loseNextReply()
    await stores.cards.change({ objectId: card.objectId, personId: card.person.personId }, () => card, { event })
    expect(await stores.cards.about(card.objectId)).toEqual([card])
    expect(await stores.audit.about(card.objectId)).toEqual([event])
  })
})
