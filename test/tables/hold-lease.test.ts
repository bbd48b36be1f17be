import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Lease } from '../../src/ports.ts'
import { createLeaseStore } from '../../src/tables/lease-store.ts'
import type { Table } from '../../src/tables/table.ts'
import { createFakeTable } from '../support/fake-table.ts'
import { logInto } from './contracts/fixture.ts'

const lost = expect.objectContaining({ code: 'lease-lost' })

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-05-01T12:00:00Z') }))
afterEach(() => void vi.useRealTimers())

function createLeases(table: Table, warnings: object[] = []) {
  return createLeaseStore({ passes: table, log: logInto(warnings) }, { now: () => new Date() })
}

async function held(lease: Promise<Lease | undefined>): Promise<Lease> {
  const acquired = await lease
  if (acquired === undefined) throw new Error('someone else holds the lease')
  return acquired
}

describe('a lease that is held', () => {
  it('is renewed as long as its holder lives', async () => {
    const table = createFakeTable('passes')
    const lease = await held(createLeases(table).acquire('pass'))
    await vi.advanceTimersByTimeAsync(600_000)
    lease.assertHeld()
    expect(await createLeases(table).acquire('pass')).toBeUndefined()
    await lease.release()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is lost at once when a renewal finds someone else', async () => {
    const table = createFakeTable('passes')
    const lease = await held(createLeases(table).acquire('pass'))
    table.plant('lease', { key: 'pass', properties: { holder: 'other', expiresAt: '2026-05-01T13:00:00.000Z' } })
    lease.assertHeld()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(() => lease.assertHeld()).toThrow(lost)
    expect(vi.getTimerCount()).toBe(0)
    await lease.release()
    expect((await table.get('lease', 'pass'))?.properties.holder).toBe('other')
  })

  it('is lost when its row was removed', async () => {
    const table = createFakeTable('passes')
    const lease = await held(createLeases(table).acquire('pass'))
    await table.remove('lease', 'pass')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(() => lease.assertHeld()).toThrow(lost)
  })

  it('survives renewals that fail for less than its life, and no longer', async () => {
    const table = createFakeTable('passes')
    const warnings: object[] = []
    let isDown = true
    const flaky: Table = {
      ...table,
      write: (partition, writes) => (isDown ? Promise.reject(new Error('down')) : table.write(partition, writes)),
    }
    isDown = false
    const lease = await held(createLeases(flaky, warnings).acquire('pass'))
    isDown = true
    await vi.advanceTimersByTimeAsync(29_999)
    lease.assertHeld()
    await vi.advanceTimersByTimeAsync(1)
    expect(() => lease.assertHeld()).toThrow(lost)
    expect(warnings).toHaveLength(3)
    await lease.release()
  })

  it('ends by itself when it cannot be released', async () => {
    const table = createFakeTable('passes')
    const warnings: object[] = []
    const stuck: Table = { ...table, remove: () => Promise.reject(new Error('down')) }
    const lease = await held(createLeases(stuck, warnings).acquire('pass'))
    await lease.release()
    expect(warnings).toMatchObject([{ lease: 'pass' }])
    expect(vi.getTimerCount()).toBe(0)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await createLeases(table).acquire('pass')).toBeDefined()
  })

  it('counts its life from before the renewal was sent', async () => {
    const table = createFakeTable('passes')
    const slow: Table = {
      ...table,
      async write(partition, writes) {
        if (writes.some(({ is }) => is === 'replace')) await new Promise((resolve) => setTimeout(resolve, 25_000))
        return table.write(partition, writes)
      },
    }
    const lease = await held(createLeases(slow).acquire('pass'))
    await vi.advanceTimersByTimeAsync(35_000)
    lease.assertHeld()
    await vi.advanceTimersByTimeAsync(4_999)
    lease.assertHeld()
    await vi.advanceTimersByTimeAsync(1)
    expect(() => lease.assertHeld()).toThrow(lost)
  })

  it('is still held when the reply to a renewal was lost and the pipeline repeated it', async () => {
    const table = createFakeTable('passes')
    const repeating: Table = {
      ...table,
      async write(partition, writes) {
        await table.write(partition, writes)
        return table.write(partition, writes)
      },
    }
    const lease = await held(createLeases(repeating).acquire('pass'))
    await vi.advanceTimersByTimeAsync(60_000)
    lease.assertHeld()
    await lease.release()
    expect(await table.get('lease', 'pass')).toBeUndefined()
  })
})
