import { describe, expect, it } from 'vitest'
import { now } from '../support/builders.ts'
import { createFakeStores } from '../support/fake-stores.ts'
import { everyStoreContract } from './contracts/every-store.ts'
import { collect, logInto, type StoresUnderTest } from './contracts/fixture.ts'
import { aSeenHolder } from './contracts/records.ts'

function createUnderTest(): StoresUnderTest {
  const clock = { at: now, now: () => clock.at }
  const warnings: object[] = []
  const stores = createFakeStores(clock, logInto(warnings))
  return {
    stores,
    clock,
    warnings,
    async plant(role, partition, row) {
      stores.tables[role].plant(partition, row)
    },
  }
}

const underTest = createUnderTest()
everyStoreContract(() => underTest)

describe('a failure that a test orders', () => {
  it('comes once, before or after the effect', async () => {
    const stores = createFakeStores({ now: () => now })
    const seen = aSeenHolder()
    stores.failNext('holders.save', 'before')
    await expect(stores.holders.save([seen])).rejects.toMatchObject({ code: 'tables-unreachable' })
    expect(await stores.holders.get(seen.objectId)).toBeUndefined()
    stores.failNext('holders.save', 'after', new Error('reply lost'))
    await expect(stores.holders.save([seen])).rejects.toThrow('reply lost')
    expect(await stores.holders.get(seen.objectId)).toEqual(seen)
    await stores.holders.save([seen])
  })

  it('comes while rows are read, where a method hands them out one by one', async () => {
    const stores = createFakeStores({ now: () => now })
    stores.failNext('cards.all', 'after')
    await expect(collect(stores.cards.all())).rejects.toMatchObject({ code: 'tables-unreachable' })
    expect(await collect(stores.cards.all())).toEqual([])
  })
})
