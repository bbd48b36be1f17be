import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { listExpiring, listMatches, listMine } from '../../../src/decide/show/list-applications.ts'
import type { AppContext } from '../../../src/ports.ts'
import { aCredential, anOwner, aPerson, inDays, now } from '../../support/builders.ts'
import { createFakeStores } from '../../support/fake-stores.ts'
import { aDirectory } from '../../support/scripted-directory.ts'
import { aSeenHolder } from '../../tables/contracts/records.ts'

const manager = aPerson()

it('/expiring shows what a person owns and what they were told about', async () => {
  const clock = { now: () => now }
  const stores = createFakeStores(clock)
  const credentials = [aCredential({ endAt: inDays(6) })]
  const [own, told, other] = [
    aSeenHolder({ displayName: 'Own', owners: [anOwner(manager)], credentials }),
    aSeenHolder({ displayName: 'Told', owners: [], orphaned: true, credentials }),
    aSeenHolder({ displayName: 'Other', owners: [anOwner()], credentials }),
  ]
  await stores.holders.save([own, told, other])
  const { objectId } = told
  await stores.cards.change({ objectId, personId: manager.personId }, () => ({
    objectId,
    person: { personId: manager.personId, displayName: manager.displayName },
    because: { is: 'administrator' },
    told: {},
    keyIds: [],
    copies: [],
    listId: 'list-1',
    refusal: null,
    at: now,
  }))
  const ctx = {
    ...stores,
    clock,
    directory: aDirectory({ people: async () => new Map([[manager.personId, { ...manager, manager: null }]]) }),
    policy: { alertDays: [30, 14, 7], administrators: { personIds: [], groupId: undefined } },
  }
  const list = await listExpiring(ctx as unknown as AppContext, manager, [])
  const names = list.is === 'list' ? list.rows.map(({ holder }) => holder.displayName) : []
  expect(names.toSorted()).toEqual(['Own', 'Told'])

  const narrowed = await listExpiring(ctx as unknown as AppContext, manager, ['1', 'TOLD'])
  expect(narrowed.title).toBe('Expiring within 1 day, with “TOLD” in the name')
  expect((await listExpiring(ctx as unknown as AppContext, manager, ['told'])).title).toContain('30 days, with “told”')
})

it('/mine and names that fit several show applications without credentials too, the others first', async () => {
  const clock = { now: () => now }
  const stores = createFakeStores(clock)
  const owners = [anOwner(manager)]
  const used = aSeenHolder({ displayName: 'Used', owners })
  const bare = aSeenHolder({ displayName: 'Bare', owners, credentials: [] })
  const beside = aSeenHolder({ ...bare, kind: 'servicePrincipal', objectId: randomUUID() })
  const hollow = aSeenHolder({ ...used, credentials: [], objectId: randomUUID() })
  await stores.holders.save([bare, beside, used, hollow])
  const ctx = { ...stores, clock, policy: { alertDays: [30, 14, 7] } } as unknown as AppContext
  for (const { rows } of [await listMine(ctx, manager), await listMatches(ctx, [bare, used], '/app <client id>')]) {
    expect(rows.map(({ holder, credential }) => [holder.objectId, credential])).toEqual([
      [used.objectId, used.credentials[0]],
      [bare.objectId, null],
    ])
  }
})

it('names that fit several are not looked up a second time', async () => {
  const stores = createFakeStores({ now: () => now })
  const list = () => {
    throw new Error('every application is read again')
  }
  const holders = { ...stores.holders, list }
  const ctx = { ...stores, holders, clock: { now: () => now }, policy: { alertDays: [30, 14, 7] } }
  const { rows } = await listMatches(ctx as unknown as AppContext, [aSeenHolder(), aSeenHolder()], '/app <client id>')
  expect(rows).toHaveLength(2)
})

it('/mine tells how far the rotation of a credential is', async () => {
  const clock = { now: () => now }
  const stores = createFakeStores(clock)
  const [old, other] = ['Old', 'Other'].map((displayName) => aSeenHolder({ displayName, owners: [anOwner(manager)] }))
  await stores.holders.save([old, other].filter((holder) => holder !== undefined))
  const open = async () => [{ old: old?.credentials[0], state: 'awaitingDeployment' }]
  const rotations = { ...stores.rotations, open }
  const ctx = { ...stores, rotations, clock, policy: { alertDays: [30, 14, 7] } } as unknown as AppContext
  const { rows } = await listMine(ctx, manager)
  expect(new Map(rows.map(({ holder, rotation }) => [holder.displayName, rotation]))).toEqual(
    new Map([
      ['Old', 'awaitingDeployment'],
      ['Other', null],
    ]),
  )
})
