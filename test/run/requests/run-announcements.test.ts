import { beforeEach, describe, expect, it } from 'vitest'
import type { AppContext, SendResult } from '../../../src/ports.ts'
import { runAnnouncements } from '../../../src/run/requests/run-announcements.ts'
import { announcementInserts } from '../../../src/tables/announcement-store.ts'
import { partitionOf } from '../../../src/tables/keys.ts'
import { anApplication, aPerson, DAY_MS, now } from '../../support/builders.ts'
import { createFakeStores, type FakeStores } from '../../support/fake-stores.ts'
import { leasesAfter } from '../../support/leases-after.ts'
import { silentLog } from '../../support/silent-log.ts'

const sent: SendResult = { ok: true, sent: { serviceUrl: '', conversationId: '', activityId: '' } }
const administrator = aPerson()

let time: Date
let stores: FakeStores
let told: string[]
let broken: string | undefined

beforeEach(async () => {
  time = now
  told = []
  broken = undefined
  stores = createFakeStores({ now: () => time }, silentLog)
  for (const title of ['first', 'second']) {
    const holder = anApplication()
    const announcement = { announcementId: title, holder, title, text: title, by: null, at: now }
    await stores.tables.records.write(partitionOf(holder.objectId), announcementInserts(announcement))
  }
})

function run(leases: AppContext['leases'] = stores.leases): Promise<Date | null> {
  const send = async (_personId: string, { title }: { title: string }) => {
    if (title === broken) throw new Error('the bot got no token')
    told.push(title)
    return sent
  }
  return runAnnouncements({
    ...stores,
    leases,
    clock: { now: () => time },
    log: silentLog,
    policy: { administrators: { personIds: [administrator.personId], groupId: undefined } },
    directory: { people: async () => new Map([[administrator.personId, administrator]]) },
    messenger: { send },
  } as unknown as AppContext)
}

describe('what administrators are told', () => {
  it('is told once, and not again by a replica that has waited for another one', async () => {
    await run(leasesAfter(stores.leases, run))
    expect(told.toSorted()).toEqual(['first', 'second'])
    expect(await stores.announcements.open()).toEqual([])
  })

  it('reaches them also where something else cannot be told, which is tried again for three days', async () => {
    broken = 'first'
    await run()
    expect(told).toEqual(['second'])
    expect(await stores.announcements.open()).toHaveLength(1)
    time = new Date(now.getTime() + 4 * DAY_MS)
    await run()
    expect(await stores.announcements.open()).toEqual([])
  })
})
