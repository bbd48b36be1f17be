import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../src/domain/audit-event.ts'
import type { Rotation } from '../../src/domain/rotation.ts'
import { createLogger } from '../../src/logger.ts'
import type { SeenHolder, SentCard } from '../../src/ports.ts'
import type { Stores } from '../../src/tables/assemble-stores.ts'
import { createStores } from '../../src/tables/create-stores.ts'
import { startAzurite } from '../support/azurite.ts'
import { aCredential, anApplication, anId, anOwner, aPerson, inDays, now } from '../support/builders.ts'
import { startLossyProxy } from '../support/lossy-proxy.ts'

let azurite: Awaited<ReturnType<typeof startAzurite>>
let stores: Stores
let transactions = 0
let clockAt = now

beforeAll(async () => {
  azurite = await startAzurite()
  stores = await open()
})
afterAll(() => azurite.stop())

function open(connectionString = azurite.connectionString): Promise<Stores> {
  return createStores({
    connectionString,
    credential: { getToken: async () => null },
    clock: { now: () => clockAt },
    logger: createLogger('silent'),
    onTransaction: () => {
      transactions += 1
    },
  })
}

function seen(changes: Partial<SeenHolder> = {}): SeenHolder {
  return { ...anApplication(), formerOwners: [], fingerprint: 'f1', orphaned: false, deletedAt: null, ...changes }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

function aRotation(changes: Partial<Rotation> = {}): Rotation {
  return {
    rotationId: anId(),
    holder: anApplication(),
    old: aCredential(),
    state: 'approved',
    sequence: 0,
    attempt: 0,
    readsWithoutTrace: 0,
    approvedBy: aPerson(),
    approvedAt: now,
    reason: 'because',
    nextStepAt: now,
    newKeyId: null,
    newEndAt: null,
    vaultSecret: null,
    confirmedBy: null,
    problem: null,
    changedAt: now,
    ...changes,
  }
}

function anEvent(rotation: Rotation): AuditEvent {
  const eventId = `${rotation.rotationId}.${rotation.sequence}`
  return {
    eventId,
    at: now,
    action: 'rotation-approved',
    actor: null,
    holder: rotation.holder,
    keyId: null,
    detail: '',
  }
}

describe('holders', () => {
  it('come back as they were saved, hostile names, 600 credentials and all', async () => {
    const hostile = seen({
      displayName: `O'Brien "/\\#?" \u202e {{DATE()}} 💥 __proto__`,
      credentials: Array.from({ length: 600 }, () => aCredential({ displayName: 'x'.repeat(80) })),
      owners: [anOwner(), { type: 'other', objectId: anId() }],
      formerOwners: [{ ...aPerson(), untilAt: inDays(-3) }].map(({ personId, displayName, untilAt }) => ({
        personId,
        displayName,
        untilAt,
      })),
    })
    await stores.holders.save([hostile])
    expect(await stores.holders.get(hostile.objectId)).toEqual(hostile)
    expect((await stores.holders.getMany([hostile.objectId, anId()])).size).toBe(1)
  })

  it('are found by client id and by their first end, deleted ones never', async () => {
    const soon = seen({ credentials: [aCredential({ endAt: inDays(2) }), aCredential({ endAt: inDays(300) })] })
    const late = seen({ credentials: [aCredential({ endAt: inDays(90) })] })
    const never = seen({ credentials: [aCredential({ endAt: null })] })
    const gone = seen({ credentials: [aCredential({ endAt: inDays(1) })], deletedAt: now })
    await stores.holders.save([soon, late, never, gone])
    const found = (await all(stores.holders.list({ expiringBefore: inDays(30) }))).map(({ objectId }) => objectId)
    expect(found).toContain(soon.objectId)
    for (const other of [late, never, gone]) expect(found).not.toContain(other.objectId)
    expect(await all(stores.holders.list({ clientId: late.clientId }))).toEqual([late])
    const trace = (await all(stores.holders.traces())).find(({ objectId }) => objectId === gone.objectId)
    expect(trace).toEqual({ objectId: gone.objectId, fingerprint: 'f1', deleted: true })
  })

  it('are written in batches', async () => {
    const many = Array.from({ length: 400 }, (_, index) =>
      seen({ objectId: crypto.randomUUID(), displayName: `App ${index}` }),
    )
    const before = transactions
    await stores.holders.save(many)
    expect(transactions - before).toBeLessThanOrEqual(16)
  })
})

describe('rotations', () => {
  it('start once for a credential, whoever races', async () => {
    const first = aRotation()
    const racers = Array.from({ length: 20 }, () => aRotation({ holder: first.holder, old: first.old }))
    const outcomes = await Promise.all(racers.map((rotation) => stores.rotations.start(rotation, anEvent(rotation))))
    expect(outcomes.filter(Boolean)).toHaveLength(1)
    expect(await stores.rotations.about(first.holder.objectId)).toHaveLength(1)
    expect(await stores.audit.about(first.holder.objectId)).toHaveLength(1)
  })

  it('move from one stored state by one writer alone, each with its event', async () => {
    const rotation = aRotation()
    await stores.rotations.start(rotation, anEvent(rotation))
    const [stored] = await stores.rotations.about(rotation.holder.objectId)
    if (stored === undefined) throw new Error('not stored')
    const moves = Array.from({ length: 10 }, (_, index) => ({
      ...rotation,
      state: 'minting' as const,
      sequence: 1,
      reason: `worker ${index}`,
    }))
    const results = await Promise.all(moves.map((to) => stores.rotations.move(stored, to, anEvent(to))))
    expect(results.filter((result) => result !== undefined)).toHaveLength(1)
    expect(await stores.audit.about(rotation.holder.objectId)).toHaveLength(2)
  })

  it('recognize their own write when its reply was lost', async () => {
    const proxy = await startLossyProxy(azurite.connectionString)
    const lossy = await open(proxy.connectionString)
    const rotation = aRotation()
    proxy.loseNextReply()
    expect(await lossy.rotations.start(rotation, anEvent(rotation))).toBe(true)
    const [stored] = await lossy.rotations.about(rotation.holder.objectId)
    if (stored === undefined) throw new Error('not stored')
    const to = { ...rotation, state: 'minting' as const, sequence: 1 }
    proxy.loseNextReply()
    expect(await lossy.rotations.move(stored, to, anEvent(to))).toMatchObject({ state: 'minting', sequence: 1 })
    expect(proxy.lost()).toBe(2)
    await proxy.stop()
  })

  it('free the credential when they end, and are known as successors', async () => {
    const rotation = aRotation({ state: 'retiring' })
    await stores.rotations.start(rotation, anEvent(rotation))
    const [stored] = await stores.rotations.about(rotation.holder.objectId)
    if (stored === undefined) throw new Error('not stored')
    const done = { ...rotation, state: 'done' as const, sequence: 1, newKeyId: anId() }
    await stores.rotations.move(stored, done, anEvent(done))
    expect((await stores.rotations.open()).map(({ rotationId }) => rotationId)).not.toContain(rotation.rotationId)
    expect((await stores.rotations.successors()).get(rotation.old.keyId)).toBe(done.newKeyId)
    const again = aRotation({ holder: rotation.holder, old: rotation.old })
    expect(await stores.rotations.start(again, anEvent(again))).toBe(true)
    expect((await stores.rotations.open()).map(({ rotationId }) => rotationId)).toContain(again.rotationId)
  })
})

describe('cards and decisions', () => {
  it('come back by application and all together', async () => {
    const rotation = aRotation()
    const { objectId } = rotation.holder
    const card: SentCard = {
      objectId,
      person: { personId: anId(), displayName: null },
      because: { is: 'manager', of: { personId: anId(), displayName: 'Ana' } },
      told: { [rotation.old.keyId]: 'second' },
      keyIds: [rotation.old.keyId],
      copies: [{ serviceUrl: 'https://smba.example/', conversationId: 'a:1', activityId: '17' }],
      refusal: null,
      at: now,
    }
    await stores.cards.save(card, anEvent(rotation))
    expect(await stores.cards.about(objectId)).toMatchObject([card])
    expect((await all(stores.cards.all())).map((one) => one.objectId)).toContain(objectId)
    expect(await stores.audit.about(objectId)).toHaveLength(1)

    const approval = {
      objectId,
      keyId: rotation.old.keyId,
      approvedBy: card.person,
      approvedAt: now,
      reason: 'r',
      rotateAt: inDays(2),
    }
    await stores.approvals.approve(approval, anEvent(rotation))
    await stores.approvals.snooze(
      { objectId, keyId: anId(), snoozedBy: card.person, snoozedAt: now, untilAt: inDays(1) },
      anEvent(rotation),
    )
    expect(await stores.approvals.about(objectId)).toMatchObject({ approvals: [approval], snoozes: [{ objectId }] })
    await stores.approvals.useUp(approval)
    expect((await stores.approvals.about(objectId)).approvals).toEqual([])
  })
})

describe('people, conversations and passes', () => {
  it('keep people with their managers', async () => {
    const person = { ...aPerson(), manager: { personId: anId(), displayName: null } }
    await stores.people.save([person])
    expect((await stores.people.getMany([person.personId, anId()])).get(person.personId)).toEqual(person)
    expect(await all(stores.people.all())).toContainEqual(person)
  })

  it('keep channels under ids that no key could hold', async () => {
    const channel = {
      conversationId: '19:a/b\\c#d?e@thread.tacv2',
      serviceUrl: 'https://x.example/',
      digest: 'daily' as const,
      lastDigestAt: null,
    }
    await stores.conversations.saveChannel(channel)
    expect(await stores.conversations.channel(channel.conversationId)).toEqual(channel)
    expect(await stores.conversations.channels()).toEqual([channel])
    await stores.conversations.dropChannel(channel.conversationId)
    await stores.conversations.dropChannel(channel.conversationId)
    expect(await stores.conversations.channels()).toEqual([])
  })

  it('find the newest pass first', async () => {
    expect(await stores.passes.last()).toBeUndefined()
    await stores.passes.begin({ passId: 'a', startedAt: inDays(-1), endedAt: null, summary: null })
    await stores.passes.begin({ passId: 'b', startedAt: now, endedAt: null, summary: null })
    await stores.passes.end({ passId: 'b', startedAt: now, endedAt: inDays(1), summary: null })
    expect(await stores.passes.last()).toMatchObject({ passId: 'b', endedAt: inDays(1) })
  })
})

describe('the lease', () => {
  it('has one holder, and gives way half a minute after that one died', async () => {
    const racers = await Promise.all(Array.from({ length: 20 }, () => stores.leases.acquire('race')))
    const held = racers.filter((lease) => lease !== undefined)
    expect(held).toHaveLength(1)
    clockAt = new Date(now.getTime() + 31_000)
    const next = await (await open()).leases.acquire('race')
    expect(next).toBeDefined()
    expect(() => held[0]?.assertHeld()).toThrow(/taken over/)
    await held[0]?.release()
    expect(await stores.leases.acquire('race')).toBeUndefined()
    await next?.release()
    const last = await stores.leases.acquire('race')
    expect(() => last?.assertHeld()).not.toThrow()
    await last?.release()
    clockAt = now
  })
})
