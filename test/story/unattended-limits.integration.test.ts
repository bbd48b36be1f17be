import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runEnrollments } from '../../src/run/rotations/run-enrollments.ts'
import { startDueRenewals, startRenewals } from '../../src/run/rotations/run-renewals.ts'
import { aCredential, aRotation, DAY_MS } from '../support/builders.ts'
import { type Product, startProduct } from '../support/product.ts'
import { anEvent } from '../tables/contracts/records.ts'

const QUARTER_MS = 15 * 60_000

let product: Product
let owner: string

beforeAll(async () => {
  product = await startProduct({ applications: 20 })
  owner = String(product.cloud.tenant.cast.owner.id)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

/** An application of the owner's with one client secret, delivered to a vault. */
async function anApplication(name: string, endsInDays: number) {
  const { cloud } = product
  const [objectId, clientId, now] = [crypto.randomUUID(), crypto.randomUUID(), cloud.clock.now().getTime()]
  cloud.tenant.addApplication({ id: objectId, appId: clientId, displayName: name, signInAudience: 'AzureADMyOrg' })
  cloud.tenant.addOwner(objectId, owner)
  const dates = { startAt: new Date(now - 300 * DAY_MS), endAt: new Date(now + endsInDays * DAY_MS) }
  const keyId = String(cloud.tenant.addPassword(objectId, { displayName: 'nightly job', ...dates }).keyId)
  await product.pass()
  const administrator = String(cloud.tenant.cast.administrator.id)
  await product.say(administrator, `deliver ${clientId} ${cloud.origin}/secrets/${name}`)
  return { objectId, clientId, keyId }
}

async function afterMs(spanMs: number): Promise<void> {
  await product.later(spanMs)
  await runEnrollments(product.ctx)
  await product.settle()
}

describe('a policy that allows shorter lives than were asked for', () => {
  let it7: Awaited<ReturnType<typeof anApplication>>
  const rotations = () => product.ctx.rotations.about(it7.objectId)
  const allow = (maxLifetime: string) => {
    const restriction = { restrictionType: 'passwordLifetime', maxLifetime, state: 'enabled' }
    product.cloud.tenant.setAppManagementPolicy({
      id: '0',
      isEnabled: true,
      applicationRestrictions: { passwordCredentials: [restriction], keyCredentials: [] },
    } as never)
  }

  beforeAll(async () => {
    it7 = await anApplication('short-lived', 5)
    allow('P7D')
  })
  afterAll(() => allow('P2Y'))

  it('is said when an application is enrolled', async () => {
    const { text } = await product.say(owner, `unattended ${it7.clientId} on before=7days`)
    expect(text).toContain("The tenant's policy allows 7 days at most")
    expect(text).toContain('when half of its life has passed')
  })

  it('makes one secret for half of that life, not one at every look', async () => {
    for (let look = 0; look < 4; look += 1) await afterMs(QUARTER_MS)
    expect(await rotations()).toHaveLength(1)
    await afterMs(3 * DAY_MS)
    expect(await rotations()).toHaveLength(1)
    await afterMs(DAY_MS)
    expect(await rotations()).toHaveLength(2)
  })
})

describe('an enrolled secret that is not to be rotated', () => {
  const asked = async (objectId: string) => {
    const rotations = await product.ctx.rotations.about(objectId)
    return rotations.filter(({ state }) => state === 'proposed').length
  }
  const told = (text: string) => product.cardsOf(owner).filter((card) => card.text.includes(text)).length

  it('is let lapse where its renewal was declined, also if it was approved before', async () => {
    const { clientId, objectId } = await anApplication('declined', 5)
    await product.say(owner, `approve ${clientId} needed`)
    await product.say(owner, `unattended ${clientId} on lifetime=30 before=4days`)
    await product.say(owner, `decline ${clientId} the vendor shuts down`)
    expect((await product.ctx.approvals.about(objectId)).approvals).toEqual([])
    await afterMs(2 * DAY_MS)
    expect(await product.ctx.rotations.about(objectId)).toEqual([])
  })

  it('is not asked for again once somebody declined; the owners hear that, and enrolling it again begins anew', async () => {
    const { clientId, objectId } = await anApplication('refused', 9)
    await product.say(owner, `unattended ${clientId} on lifetime=30 before=10days approval=each`)
    await afterMs(0)
    expect(await asked(objectId)).toBe(1)
    await product.say(owner, `decline ${clientId} no longer needed`)
    for (let day = 0; day < 3; day += 1) await afterMs(DAY_MS + QUARTER_MS)
    expect(await asked(objectId)).toBe(0)
    expect(told('Not rotated by the schedule')).toBe(1)

    await product.say(owner, `unattended ${clientId} on`)
    await afterMs(QUARTER_MS)
    expect(await asked(objectId)).toBe(1)
  })

  it('is alerted about as any other while a freeze lasts past its end', async () => {
    const { clientId } = await anApplication('frozen', 6)
    const to = new Date(product.cloud.clock.now().getTime() + 20 * DAY_MS).toISOString().slice(0, 10)
    const before = (await product.pass()).skipped.unattended ?? 0
    await product.say(owner, `unattended ${clientId} on before=1hours`)
    expect((await product.pass()).skipped.unattended).toBe(before + 1)
    await product.say(owner, `unattended ${clientId} on freezes=2026-01-01..${to}`)
    expect((await product.pass()).skipped.unattended ?? 0).toBe(before)
  })

  it('is not held up by a rotation of another secret that waits for somebody', async () => {
    const { clientId, objectId, keyId } = await anApplication('twofold', 5)
    const holder = { kind: 'application' as const, objectId, clientId, displayName: 'twofold' }
    const waits = { state: 'awaitingDeployment' as const, newKeyId: crypto.randomUUID() }
    await product.ctx.rotations.start(aRotation({ holder, old: aCredential(), ...waits }), anEvent({ holder }))
    await product.say(owner, `unattended ${clientId} on before=6days`)
    await afterMs(QUARTER_MS)
    const rotated = (await product.ctx.rotations.about(objectId)).find(({ old }) => old.keyId === keyId)
    expect(rotated).toMatchObject({ state: 'soaking' })
  })
})

describe('the settings of an application', () => {
  const endingIn = (objectId: string, days: number, displayName: string) => {
    const now = product.cloud.clock.now().getTime()
    const dates = { startAt: new Date(now - 10 * DAY_MS), endAt: new Date(now + days * DAY_MS) }
    return String(product.cloud.tenant.addPassword(objectId, { displayName, ...dates }).keyId)
  }

  it('are about a secret in use, not about one that was replaced', async () => {
    const { clientId, objectId } = await anApplication('replaced', 20)
    const keyId = endingIn(objectId, 355, 'nightly job')
    await product.pass()
    await product.say(owner, `unattended ${clientId} on`)
    expect(await product.ctx.enrollments.of(objectId)).toMatchObject({ keyId })
  })

  it('say how long the old one stays, and keep the secret that was enrolled', async () => {
    const { clientId, objectId, keyId } = await anApplication('soak', 5)
    await product.say(owner, `unattended ${clientId} on lifetime=30 before=10days soak=2days`)
    await afterMs(QUARTER_MS)
    expect(await product.ctx.rotations.about(objectId)).toMatchObject([{ state: 'soaking', soakHours: 48 }])
    endingIn(objectId, 3, 'another')
    const { text } = await product.say(owner, `unattended ${clientId} on quiet=22:00-23:00`)
    expect(text).toContain('The old one stays for 48 hours')
    expect(await product.ctx.enrollments.of(objectId)).toMatchObject({ keyId, soakHours: 48 })
  })

  it('show only a next rotation that will be', async () => {
    const { clientId } = await anApplication('status', 5)
    const next = async (settings: string) =>
      /Next rotation: ([^.]*)\./.exec((await product.say(owner, `unattended ${clientId} on ${settings}`)).text)?.[1]
    expect(await next('lifetime=30 before=10days')).toBe('within a quarter of an hour')
    expect(await next('approval=each')).toContain('waits for a second person')
    const day = (days: number) =>
      new Date(product.cloud.clock.now().getTime() + days * DAY_MS).toISOString().slice(0, 10)
    expect(await next(`freezes=${day(0)}..${day(2)}`)).toContain('after its quiet time')
    expect(await next(`freezes=${day(0)}..${day(9)}`)).toContain('none before it expires')
    await product.say(owner, `decline ${clientId} the vendor shuts down`)
    expect(await next('freezes=')).toContain('declined to renew it')
  })
})

describe('quiet time', () => {
  const day = (days: number) => new Date(product.cloud.clock.now().getTime() + days * DAY_MS).toISOString().slice(0, 10)
  const only = async (objectId: string) => (await product.ctx.rotations.about(objectId))[0]
  const midnight = (days: number) => new Date(`${day(days)}T00:00:00Z`)

  it('holds what was asked for by the schedule and approved in it, and then the removal of the old secret', async () => {
    const { clientId, objectId } = await anApplication('held', 9)
    await product.say(owner, `unattended ${clientId} on lifetime=30 before=10days approval=each`)
    await afterMs(0)
    await product.say(owner, `unattended ${clientId} on freezes=${day(0)}..${day(1)}`)
    await product.say(owner, `approve ${clientId} fine`)
    await product.settle()
    expect(await only(objectId)).toMatchObject({ state: 'approved', nextStepAt: midnight(2) })

    await afterMs(2 * DAY_MS)
    const soaking = await only(objectId)
    expect(soaking?.state).toBe('soaking')
    const untilAt = soaking?.nextStepAt ?? new Date(0)
    // Two days, so that it lasts at whatever time of the day it began.
    const [from, to] = [untilAt, new Date(untilAt.getTime() + DAY_MS)].map((at) => at.toISOString().slice(0, 10))
    await product.say(owner, `unattended ${clientId} on freezes=${from}..${to}`)
    await afterMs(untilAt.getTime() - product.cloud.clock.now().getTime() + QUARTER_MS)
    const nextStepAt = new Date(Date.parse(`${to}T00:00:00Z`) + DAY_MS)
    expect(await only(objectId)).toMatchObject({ state: 'soaking', nextStepAt })
    await afterMs(2 * DAY_MS)
    expect((await only(objectId))?.state).toBe('done')
  })

  it('holds an approved renewal as well, unless it lasts past the end', async () => {
    const held = await anApplication('renewal-held', 6)
    const urgent = await anApplication('renewal-urgent', 1)
    for (const { clientId } of [held, urgent]) {
      await product.say(owner, `approve ${clientId} needed`)
      await product.say(owner, `unattended ${clientId} on before=1hours freezes=${day(0)}..${day(2)}`)
    }
    await afterMs(QUARTER_MS)
    await startDueRenewals(product.ctx)
    await product.settle()
    expect(await only(held.objectId)).toBeUndefined()
    expect((await only(urgent.objectId))?.state).toBe('soaking')
    product.cloud.clock.advance(3 * DAY_MS)
    await startDueRenewals(product.ctx)
    expect((await only(held.objectId))?.state).toBe('soaking')
  })
})

describe('what was read before it was taken back', () => {
  const rotationsOf = ({ objectId }: { readonly objectId: string }) => product.ctx.rotations.about(objectId)

  it('is no schedule any more', async () => {
    const { ctx } = product
    const ended = await anApplication('schedule-ended', 1)
    await product.say(owner, `unattended ${ended.clientId} on before=7days`)
    const stale = await ctx.enrollments.all()
    await product.say(owner, `unattended ${ended.clientId} off`)
    await runEnrollments({ ...ctx, enrollments: { ...ctx.enrollments, all: async () => stale } })
    expect(await rotationsOf(ended)).toEqual([])
  })

  it('is no approved renewal any more', async () => {
    const { ctx } = product
    const declined = await anApplication('renewal-declined', 1)
    await product.say(owner, `approve ${declined.clientId} needed`)
    const { approvals } = await ctx.approvals.about(declined.objectId)
    for (const approval of approvals) await ctx.approvals.useUp(approval)
    expect(approvals).toHaveLength(1)
    expect(await startRenewals(ctx, approvals)).toMatchObject({ started: 0 })
    expect(await rotationsOf(declined)).toEqual([])
  })

  it('is refused once, however many replicas look at the same moment', async () => {
    const { ctx, cloud } = product
    const full = await anApplication('refused-twice', 1)
    await product.say(owner, `unattended ${full.clientId} on before=7days`)
    const restriction = { restrictionType: 'passwordAddition', maxLifetime: null, state: 'enabled' }
    const policy = { applicationRestrictions: { passwordCredentials: [restriction], keyCredentials: [] } }
    cloud.tenant.setAppManagementPolicy({ id: '0', isEnabled: true, ...policy } as never)
    await Promise.all([runEnrollments(ctx), runEnrollments(ctx), runEnrollments(ctx)])
    const failed = (await ctx.audit.about(full.objectId)).filter(({ action }) => action === 'rotation-failed')
    expect(failed).toHaveLength(1)
  })
})
