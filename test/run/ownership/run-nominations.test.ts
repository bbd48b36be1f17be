import { beforeEach, describe, expect, it } from 'vitest'
import type { Nomination } from '../../../src/domain/nomination.ts'
import type { AppContext, SendResult } from '../../../src/ports.ts'
import { runOpenNominations } from '../../../src/run/ownership/run-nominations.ts'
import { anApplication, aPerson, DAY_MS, inDays, now } from '../../support/builders.ts'
import { createFakeStores, type FakeStores } from '../../support/fake-stores.ts'
import { leasesAfter } from '../../support/leases-after.ts'
import { aDirectory } from '../../support/scripted-directory.ts'
import { silentLog } from '../../support/silent-log.ts'
import { anEvent, aSeenHolder } from '../../tables/contracts/records.ts'

const sent: SendResult = { ok: true, sent: { serviceUrl: '', conversationId: '', activityId: '1' } }
const holder = anApplication()
const [nominee, nominatedBy] = [aPerson(), aPerson()]
const nomination: Nomination = {
  nominationId: 'n1',
  holder,
  nominee,
  nominatedBy,
  nominatedAt: now,
  state: 'awaitingNominee',
  sequence: 0,
  risks: [],
  isRiskUnknown: false,
  expiresAt: inDays(7),
  approvedBy: null,
  reason: null,
  changedAt: now,
}

let time: Date
let stores: FakeStores
let told: string[]
let readings: number

beforeEach(async () => {
  time = now
  told = []
  readings = 0
  stores = createFakeStores({ now: () => time }, silentLog)
  await stores.nominations.start(nomination, anEvent({ holder }))
  await stores.holders.save([aSeenHolder(holder)])
})

function run(leases: AppContext['leases'] = stores.leases): Promise<void> {
  const readHolder = async () => {
    readings += 1
    return holder
  }
  return runOpenNominations({
    ...stores,
    leases,
    clock: { now: () => time },
    log: silentLog,
    policy: { dryRun: false, alertDays: [30, 14, 7], administrators: { personIds: [], groupId: undefined } },
    vault: { url: 'https://keyturn.vault.azure.net' },
    directory: aDirectory({ holder: readHolder }),
    messenger: {
      send: async (personId: string) => {
        told.push(personId)
        return sent
      },
      update: async () => sent,
    },
  } as unknown as AppContext)
}

describe('a nomination between its question and the answer', () => {
  it('is asked once, also by a replica that has waited for another one', async () => {
    await run(leasesAfter(stores.leases, run))
    expect(told).toEqual([nominee.personId])
  })

  it('takes no reading of Entra while it waits, and ends in time all the same', async () => {
    await run()
    readings = 0
    await run()
    expect(readings).toBe(0)
    time = new Date(now.getTime() + 7 * DAY_MS)
    await run()
    expect(await stores.nominations.open()).toEqual([])
    expect(told).toContain(nominatedBy.personId)
  })

  it('is looked at again when a pass has found its application deleted', async () => {
    await run()
    await stores.holders.save([aSeenHolder({ ...holder, deletedAt: now })])
    readings = 0
    await run()
    expect(readings).toBe(1)
  })
})
