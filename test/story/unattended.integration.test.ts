import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runEnrollments } from '../../src/run/rotations/run-enrollments.ts'
import { type Product, startProduct } from '../support/product.ts'

const DAY_MS = 86_400_000

let product: Product
let owner: string
let stranger: string
let clientId: string
let objectId: string

beforeAll(async () => {
  product = await startProduct({ applications: 40 })
  const { cast } = product.cloud.tenant
  owner = String(cast.owner.id)
  stranger = String(cast.secondOwner.id)
  const [first] = product.cloud.tenant.applications()
  clientId = String(first?.appId)
  objectId = String(first?.id)
  await product.pass()
  await product.say(String(cast.administrator.id), `deliver ${clientId} ${product.cloud.origin}/secrets/payroll-secret`)
})
afterAll(() => product[Symbol.asyncDispose]())

async function rotations() {
  const all = await product.ctx.rotations.about(objectId)
  return all.toSorted((a, b) => a.approvedAt.getTime() - b.approvedAt.getTime())
}

/** What the service does every quarter of an hour, after a while. */
async function afterDays(days: number): Promise<void> {
  await product.later(days * DAY_MS)
  await runEnrollments(product.ctx)
  await product.settle()
}

describe('unattended rotation', () => {
  it('is not switched by asking about it, whatever words the name has', async () => {
    const { text } = await product.say(owner, 'unattended payroll export')
    expect(text).toContain('Off: alerts ask people to rotate')
    expect(await product.ctx.enrollments.all()).toEqual([])
  })

  it('is set up by an owner, who is told what is wrong with the settings', async () => {
    const wrong = await product.say(owner, `unattended ${clientId} on lifetime=1000`)
    expect(wrong.text).toContain('from 1 to 730')
    const refused = await product.say(stranger, `unattended ${clientId} on lifetime=30`)
    expect(refused.text).not.toContain('Saved')
    const saved = await product.say(owner, `unattended ${clientId} on lifetime=30 before=10 days approval=never`)
    expect(saved.text).toContain('Saved')
    expect(saved.text).toContain('30 days each, rotated when less than 10 days of it is left')
  })

  it('silences the alerts that it answers', async () => {
    expect((await product.pass()).skipped.unattended).toBe(1)
  })

  it('waits in quiet hours', async () => {
    const hour = product.cloud.clock.now().toISOString().slice(11, 13)
    await product.say(owner, `unattended ${clientId} on quiet=${hour}:00-${hour}:59`)
    await runEnrollments(product.ctx)
    expect(await rotations()).toEqual([])
    await product.say(owner, `unattended ${clientId} on quiet=`)
  })

  it('rotates without anyone clicking, again and again, with a week of overlap', async () => {
    await afterDays(0)
    expect(await rotations()).toMatchObject([{ state: 'soaking', lifetimeDays: 30 }])
    const first = await product.secretValue('payroll-secret')
    await afterDays(6)
    expect(await rotations()).toMatchObject([{ state: 'done' }])
    await afterDays(6)
    expect(await rotations()).toHaveLength(1)

    await afterDays(9)
    expect((await rotations()).map(({ state }) => state)).toEqual(['done', 'soaking'])
    // The first one had less than a week to live, the second one has more.
    expect((await rotations())[1]?.soakHours).toBe(7 * 24)
    const second = await product.secretValue('payroll-secret')
    expect(second).not.toBe(first)
    const now = product.cloud.clock.now()
    expect(product.cloud.tenant.acceptsSecret(clientId, first, now)).toBe('accepted')
    expect(product.cloud.tenant.acceptsSecret(clientId, second, now)).toBe('accepted')
    const shown = await product.say(owner, `unattended ${clientId}`)
    expect(shown.text).toMatch(/Last rotated: .*Expires: .*Next rotation: /)
  })

  it('asks each time where its owner wants that', async () => {
    await product.say(owner, `unattended ${clientId} on approval=each`)
    await afterDays(21)
    const [, , asked] = await rotations()
    expect(asked).toMatchObject({ state: 'proposed' })
    const card = product.cardsOf(owner).findLast(({ text }) => text.includes('A rotation is due by schedule'))
    expect(card?.actions.map(({ title }) => title)).toEqual(expect.arrayContaining(['Approve renewal', 'Decline']))
    await product.say(owner, `approve ${clientId} still needed`)
    await product.settle()
    expect((await rotations())[2]).toMatchObject({ state: 'soaking', approvedBy: { personId: owner } })
  })

  it('is switched off', async () => {
    const off = await product.say(owner, `unattended ${clientId} off`)
    expect(off.text).toContain('Switched off')
    await afterDays(40)
    expect(await rotations()).toHaveLength(3)
  })
})
