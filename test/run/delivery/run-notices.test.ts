import { beforeEach, describe, expect, it } from 'vitest'
import type { AppContext, SendResult } from '../../../src/ports.ts'
import { runNotices } from '../../../src/run/delivery/run-notices.ts'
import { anApplication, anOwner, aRotation, DAY_MS, now } from '../../support/builders.ts'
import { createFakeStores, type FakeStores } from '../../support/fake-stores.ts'
import { leasesAfter } from '../../support/leases-after.ts'
import { silentLog } from '../../support/silent-log.ts'
import { anEvent } from '../../tables/contracts/records.ts'

const owners = [anOwner(), anOwner()]
const holder = anApplication({ owners })
const sent: SendResult = { ok: true, sent: { serviceUrl: '', conversationId: '', activityId: '' } }

let time: Date
let stores: FakeStores
let told: string[]
let broken: string | undefined

beforeEach(async () => {
  time = now
  told = []
  broken = undefined
  stores = createFakeStores({ now: () => time }, silentLog)
  const before = aRotation({ holder, state: 'approved' })
  await stores.rotations.start(before, anEvent({ holder }))
  const [stored] = await stores.rotations.about(holder.objectId)
  if (stored === undefined) throw new Error('no rotation')
  const failed = { ...before, state: 'failed' as const, sequence: 1 }
  await stores.rotations.move(stored, failed, anEvent({ holder }))
})

function run(leases: AppContext['leases'] = stores.leases): Promise<Date | null> {
  const send = async (personId: string) => {
    if (personId === broken) throw new Error('the connection was reset')
    told.push(personId)
    return sent
  }
  return runNotices({
    ...stores,
    leases,
    clock: { now: () => time },
    log: silentLog,
    policy: { administrators: { personIds: [], groupId: undefined } },
    directory: { holder: async () => holder, people: async () => new Map() },
    messenger: { send },
  } as unknown as AppContext)
}

describe('what owners are told of a rotation', () => {
  it('reaches each of them once, also where one cannot be told at first', async () => {
    broken = owners[0]?.personId
    await run()
    expect(told).toEqual([owners[1]?.personId])
    broken = undefined
    await run()
    await run()
    expect(told).toEqual([owners[1]?.personId, owners[0]?.personId])
    expect(await stores.notices.open()).toEqual([])
  })

  it('is given up after three days, whatever keeps it from being sent', async () => {
    broken = owners[0]?.personId
    await run()
    expect(await stores.notices.open()).toHaveLength(1)
    time = new Date(now.getTime() + 4 * DAY_MS)
    await run()
    expect(await stores.notices.open()).toEqual([])
  })

  it('is not told again by a replica that has waited for another one', async () => {
    await run(leasesAfter(stores.leases, run))
    expect(told).toHaveLength(2)
  })
})
