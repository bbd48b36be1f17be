import { describe, expect, it } from 'vitest'
import type { Holder } from '../../src/domain/holder.ts'
import type { Directory } from '../../src/ports.ts'
import { scanTenant } from '../../src/scan/scan-tenant.ts'
import { anApplication, anOwner, inDays } from '../support/builders.ts'
import { createFakeStores } from '../support/fake-stores.ts'
import { aDirectory } from '../support/scripted-directory.ts'
import { silentLog } from '../support/silent-log.ts'

const policy = {
  alertDays: [30, 14, 7] as const,
  escalateAfterDays: 5,
  minimumOwners: 1,
  nominationExpiryDays: 7,
  highPrivilegePermissions: [],
  ownerHistoryDays: 730,
  allowGuestOwners: false,
  rotationLifetimeDays: 90,
  soakHours: 24,
  certificateIssuer: 'Self',
  fourEyes: [],
  approvalExpiryHours: 72,
  dryRun: false,
  administratorsChannelId: undefined,
  administrators: { personIds: [], groupId: undefined },
}

const owner = anOwner()
const application = anApplication({ owners: [owner] })
const { clientId } = application
const principal = anApplication({ kind: 'servicePrincipal', clientId, owners: [] })

/** A tenant of one application and its service principal, scanned once a day. */
function aTenant() {
  const stores = createFakeStores({ now: () => inDays(0) })
  return {
    async scan(day: number, applications: readonly Holder[], more: Partial<Directory> = {}) {
      const directory = aDirectory({
        async *applications() {
          yield applications
        },
        async *servicePrincipals() {
          yield [principal]
        },
        ownersOf: async () => new Map([[principal.objectId, []]]),
        ...more,
      })
      const ctx = { ...stores, directory, policy, log: silentLog, clock: { now: () => inDays(day) } }
      return scanTenant(ctx, { at: inDays(day), lastAt: inDays(day - 1) }, () => undefined)
    },
    async spansOf({ objectId }: Holder) {
      return (await stores.holders.get(objectId))?.ownerHistory.spans.map(({ untilAt }) => untilAt)
    },
  }
}

const incomplete = { drainProblems: () => ({ sentences: ['one was skipped'], isIncomplete: true }) }
const fails = () => Promise.reject(new Error('Graph is down'))

describe('a pass that could not read everything', () => {
  it('leaves the owners of a service principal as they were while its application is missing', async () => {
    const tenant = aTenant()
    await tenant.scan(0, [application])
    const { found } = await tenant.scan(1, [], incomplete)
    expect(await tenant.spansOf(principal)).toEqual([null])
    expect(found.map(({ orphaned }) => orphaned)).toEqual([false])
    expect(await tenant.spansOf(application)).toEqual([null])
  })

  it('is not what clicks have failed to read before it began', async () => {
    const tenant = aTenant()
    const gaps = [
      { sentences: ['one was skipped'], isIncomplete: true },
      { sentences: [], isIncomplete: false },
    ]
    const drainProblems = () => gaps.shift() ?? { sentences: ['asked too often'], isIncomplete: true }
    const { isComplete, problems } = await tenant.scan(0, [application], { drainProblems })
    expect([isComplete, problems]).toEqual([true, []])
  })

  it('takes a service principal whose owners have vanished for deleted, not for orphaned', async () => {
    const tenant = aTenant()
    const own = { ownersOf: async () => new Map([[principal.objectId, [anOwner()]]]) }
    await tenant.scan(0, [application], own)
    const { deleted } = await tenant.scan(1, [application], { ownersOf: async () => new Map() })
    expect(deleted).toEqual([principal.objectId])
    expect(await tenant.spansOf(principal)).toEqual([null, null])
  })

  it('keeps a service principal whose owners are not found, with those it is remembered with', async () => {
    const tenant = aTenant()
    const own = { ownersOf: async () => new Map([[principal.objectId, [anOwner()]]]) }
    const unlisted = { ownersOf: async () => new Map([[principal.objectId, undefined]]), ...incomplete }
    await tenant.scan(0, [application], own)
    const { found, isComplete, deleted } = await tenant.scan(1, [application], unlisted)
    expect(found.map(({ holder, orphaned }) => [holder.objectId, orphaned])).toContainEqual([principal.objectId, false])
    expect([isComplete, deleted]).toEqual([false, []])
    expect(await tenant.spansOf(principal)).toEqual([null, null])
  })

  it('tells of a service principal whose owners are not found even where nobody is known', async () => {
    const unlisted = { ownersOf: async () => new Map([[principal.objectId, undefined]]), ...incomplete }
    const { found } = await aTenant().scan(0, [], unlisted)
    expect(found.map(({ holder }) => holder.objectId)).toEqual([principal.objectId])
  })

  it('ends nothing when the reading of owners fails', async () => {
    const tenant = aTenant()
    await tenant.scan(0, [application])
    const { isComplete } = await tenant.scan(1, [application], { ownersOf: fails })
    expect(isComplete).toBe(false)
    expect(await tenant.spansOf(principal)).toEqual([null])
  })

  it('still tells of a service principal whose owners are known, and names those that are left out', async () => {
    const tenant = aTenant()
    const broken = {
      async *applications() {
        yield []
        await fails()
      },
    }
    const unknown = await tenant.scan(0, [], broken)
    expect(unknown.found).toEqual([])
    expect(unknown.problems.join()).toContain('Service principals left out')
    await tenant.scan(1, [application])
    const known = await tenant.scan(2, [], broken)
    expect(known.found.map(({ holder, orphaned }) => [holder.objectId, orphaned])).toEqual([
      [principal.objectId, false],
    ])
    expect(known.isComplete).toBe(false)
  })

  it('ends them in the next one that reads everything', async () => {
    const tenant = aTenant()
    await tenant.scan(0, [application])
    await tenant.scan(1, [], incomplete)
    await tenant.scan(2, [{ ...application, owners: [] }])
    expect(await tenant.spansOf(principal)).toEqual([inDays(1)])
    expect(await tenant.spansOf(application)).toEqual([inDays(1)])
  })
})

describe('a pass whose pages overlap', () => {
  const overlapping = {
    async *applications() {
      yield [application]
      yield [application]
    },
    async *servicePrincipals() {
      yield [principal]
      yield [principal, principal]
    },
  }

  it('counts everybody once', async () => {
    const scan = await aTenant().scan(0, [], overlapping)
    expect([scan.applications, scan.servicePrincipals, scan.credentials, scan.findings]).toEqual([1, 1, 2, 2])
  })

  it('forgets nobody who was an owner before', async () => {
    const tenant = aTenant()
    await tenant.scan(0, [application])
    await tenant.scan(1, [{ ...application, owners: [] }])
    await tenant.scan(2, [], {
      async *applications() {
        yield [{ ...application, owners: [] }]
        yield [{ ...application, owners: [] }]
      },
    })
    expect(await tenant.spansOf(application)).toEqual([inDays(0)])
  })
})
