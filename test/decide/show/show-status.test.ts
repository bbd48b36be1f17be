import { beforeEach, describe, expect, it } from 'vitest'
import { showStatus } from '../../../src/decide/show/show-status.ts'
import type { ScanSummary } from '../../../src/domain/scan-summary.ts'
import { aPerson, inDays, now } from '../../support/builders.ts'
import { createFakeStores, type FakeStores } from '../../support/fake-stores.ts'
import { aDirectory } from '../../support/scripted-directory.ts'

const [administrator, somebody] = [aPerson(), aPerson()]
const people = new Map([administrator, somebody].map((one) => [one.personId, { ...one, manager: null }]))
const summary: ScanSummary = {
  dryRun: false,
  applications: 1,
  servicePrincipals: 0,
  credentials: 1,
  findings: 0,
  orphaned: 0,
  notifications: 0,
  rotationsStarted: 0,
  skipped: {},
  failures: 1,
  problems: ['Could not settle application 7: it is somebody’s.'],
  graphRequests: 1,
  tableTransactions: 1,
  durationMs: 1,
}

let stores: FakeStores

beforeEach(async () => {
  stores = createFakeStores({ now: () => now })
  await stores.passes.end({ passId: 'last', startedAt: now, endedAt: now, summary })
})

function statusFor(person: typeof administrator, isPrivate: boolean) {
  return showStatus(
    {
      ...stores,
      clock: { now: () => now },
      schedule: { nextAfter: () => inDays(1) },
      directory: aDirectory({ people: async () => people }),
      policy: { administrators: { personIds: [administrator.personId], groupId: undefined }, dryRun: false },
    } as unknown as Parameters<typeof showStatus>[0],
    person,
    isPrivate,
  )
}

async function problemsFor(person: typeof administrator, isPrivate: boolean) {
  const status = await statusFor(person, isPrivate)
  expect(status.lastPass?.summary.failures).toBe(1)
  return status.lastPass?.summary.problems
}

describe('what went wrong in the last pass', () => {
  it('is shown to administrators in their own chat, and counted for everybody else', async () => {
    expect(await problemsFor(administrator, true)).toEqual(summary.problems)
    expect(await problemsFor(administrator, false)).toEqual([])
    expect(await problemsFor(somebody, true)).toEqual([])
  })
})

describe('the next pass', () => {
  it('comes by the schedule', async () => {
    expect((await statusFor(somebody, true)).nextPassAt).toEqual(inDays(1))
  })

  it('is the repetition of one that could read nothing', async () => {
    await stores.passes.end({ passId: 'last', startedAt: now, endedAt: now, summary: { ...summary, applications: 0 } })
    expect((await statusFor(somebody, true)).nextPassAt).toEqual(new Date(now.getTime() + 30 * 60_000))
  })
})
