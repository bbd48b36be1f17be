import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AppContext } from '../../src/ports.ts'
import { type Running, runSchedule } from '../../src/run/run-schedule.ts'
import { createSchedule } from '../../src/schedule.ts'
import { assembleStores } from '../../src/tables/assemble-stores.ts'
import type { Table } from '../../src/tables/table.ts'
import { createFakeTable } from '../support/fake-table.ts'
import { silentLog } from '../support/silent-log.ts'

let readings: string[] = []
let running: Running

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-05-01T07:00:00Z') }))
afterEach(async () => {
  await running.stop()
  vi.useRealTimers()
})

/** Each reading of a row or of a partition is a request to Table Storage. */
function countedTable(name: string): Table {
  const table = createFakeTable(name)
  return {
    ...table,
    get: (...at) => {
      readings.push(name)
      return table.get(...at)
    },
    pages: (query) => {
      readings.push(name)
      return table.pages(query)
    },
  }
}

function anIdleReplica(): AppContext {
  const clock = { now: () => new Date() }
  const tables = {
    holders: countedTable('holders'),
    people: countedTable('people'),
    records: countedTable('records'),
    conversations: countedTable('conversations'),
    passes: countedTable('passes'),
    log: silentLog,
  }
  const ctx = {
    ...assembleStores(tables, clock),
    clock,
    log: silentLog,
    policy: { dryRun: false },
    schedule: createSchedule('0 6 * * *', 'UTC'),
    meter: { recordWrites: () => 0 },
  }
  return ctx as unknown as AppContext
}

describe('a replica with nothing to do', () => {
  it('asks the tables little in an hour', async () => {
    running = runSchedule(anIdleReplica())
    await vi.advanceTimersByTimeAsync(60_000)
    readings = []
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(readings.length).toBeGreaterThan(0)
    expect(readings.length).toBeLessThan(1_500)
  })

  it('asks little after a pass that another one runs', async () => {
    const ctx = anIdleReplica()
    const lease = await ctx.leases.acquire('pass')
    await ctx.passes.begin({ passId: 'of another', startedAt: ctx.clock.now(), endedAt: null, summary: null })
    running = runSchedule(ctx)
    readings = []
    await vi.advanceTimersByTimeAsync(60_000)
    // Each time the last pass and the lease; the lease is renewed without being read.
    expect(readings.filter((name) => name === 'passes').length).toBeLessThanOrEqual(2 * 7)
    await lease?.release()
  })
})
