import { expect, it } from 'vitest'
import type { ScanSummary } from '../../src/domain/scan-summary.ts'
import type { PassRecord } from '../../src/ports.ts'
import { nextPassAt } from '../../src/run/next-pass.ts'
import { createSchedule } from '../../src/schedule.ts'
import { createFakeStores } from '../support/fake-stores.ts'

const startedAt = new Date('2026-05-01T06:00:00Z')
const endedAt = new Date('2026-05-01T06:01:00Z')
const tomorrow = '2026-05-02T06:00:00.000Z'
const read: ScanSummary = {
  dryRun: false,
  applications: 3,
  servicePrincipals: 4,
  credentials: 5,
  findings: 0,
  orphaned: 0,
  notifications: 0,
  rotationsStarted: 0,
  skipped: {},
  failures: 0,
  problems: [],
  graphRequests: 1,
  tableTransactions: 1,
  durationMs: 60_000,
}
const nothing = { ...read, applications: 0, servicePrincipals: 0, failures: 2 }

it.each<[string, Partial<PassRecord>, string]>([
  ['follows the schedule', { endedAt, summary: read }, tomorrow],
  [
    'follows the schedule after a pass that could not read everything',
    { endedAt, summary: { ...read, failures: 9 } },
    tomorrow,
  ],
  ['follows the schedule in an empty tenant', { endedAt, summary: { ...nothing, failures: 0 } }, tomorrow],
  [
    'comes after half an hour where the last one could read nothing',
    { endedAt, summary: nothing },
    '2026-05-01T06:31:00.000Z',
  ],
  ['comes at once where the last one never ended', { endedAt: null, summary: null }, startedAt.toISOString()],
])('%s', async (_, last, expected) => {
  const { passes } = createFakeStores({ now: () => endedAt })
  const record = { passId: 'last', startedAt, endedAt: null, summary: null, ...last }
  await passes.begin({ ...record, endedAt: null, summary: null })
  if (record.endedAt !== null) await passes.end(record)
  const schedule = createSchedule('0 6 * * *', 'UTC')
  expect((await nextPassAt({ passes, schedule }, startedAt))?.toISOString()).toBe(expected)
})

it('comes by the schedule, never later, where half an hour is longer than that', async () => {
  const { passes } = createFakeStores({ now: () => endedAt })
  await passes.begin({ passId: 'last', startedAt, endedAt: null, summary: null })
  await passes.end({ passId: 'last', startedAt, endedAt, summary: nothing })
  const schedule = createSchedule('*/10 * * * *', 'UTC')
  expect(await nextPassAt({ passes, schedule }, startedAt)).toEqual(new Date('2026-05-01T06:10:00Z'))
})
