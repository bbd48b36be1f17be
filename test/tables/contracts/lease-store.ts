import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Lease } from '../../../src/ports.ts'
import type { StoresUnderTest } from './fixture.ts'

export function leaseStoreContract(under: () => StoresUnderTest): void {
  const acquire = (name: string) => under().stores.leases.acquire(name)
  const wait = (ms: number) => {
    under().clock.at = new Date(under().clock.at.getTime() + ms)
  }

  describe('leases', () => {
    it('have one holder, until it is released', async () => {
      const [name, another] = [randomUUID(), "it's/another"]
      const lease = await held(acquire(name))
      lease.assertHeld()
      expect(await acquire(name)).toBeUndefined()
      await (await held(acquire(another))).release()
      await lease.release()
      await (await held(acquire(name))).release()
    })

    it('have one winner among twenty, fresh or after a holder that died', async () => {
      const name = randomUUID()
      const race = async () => {
        const leases = await Promise.all(Array.from({ length: 20 }, () => acquire(name)))
        return leases.filter((lease) => lease !== undefined)
      }
      const fresh = await race()
      expect(fresh).toHaveLength(1)
      wait(30_000)
      const taken = await race()
      expect(taken).toHaveLength(1)
      for (const lease of [...fresh, ...taken]) await lease.release()
    })

    it('end by themselves after 30 seconds, which the holder notices, and its release harms nobody', async () => {
      const name = randomUUID()
      const dead = await held(acquire(name))
      wait(29_999)
      dead.assertHeld()
      expect(await acquire(name)).toBeUndefined()
      wait(1)
      expect(() => dead.assertHeld()).toThrow(expect.objectContaining({ code: 'lease-lost' }))
      const next = await held(acquire(name))
      await dead.release()
      expect(await acquire(name)).toBeUndefined()
      next.assertHeld()
      await next.release()
    })

    it('can be taken where the row has no readable end', async () => {
      const name = randomUUID()
      await under().plant('passes', 'lease', { key: name, properties: { holder: 'x' } })
      await (await held(acquire(name))).release()
    })
  })
}

async function held(lease: Promise<Lease | undefined>): Promise<Lease> {
  const acquired = await lease
  if (acquired === undefined) throw new Error('someone else holds the lease')
  return acquired
}
