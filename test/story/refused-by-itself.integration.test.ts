import type { TenantAppManagementPolicy } from '@microsoft/microsoft-graph-types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runNotices } from '../../src/run/delivery/run-notices.ts'
import { runEnrollments } from '../../src/run/rotations/run-enrollments.ts'
import { startDueRenewals } from '../../src/run/rotations/run-renewals.ts'
import { type Product, startProduct } from '../support/product.ts'

const QUARTER_HOUR_MS = 15 * 60_000
const DAY_MS = 24 * 60 * 60_000

let product: Product
let owner: string
let clientId: string
let objectId: string

beforeAll(async () => {
  product = await startProduct({ applications: 40, settings: { FOUR_EYES: 'none' } })
  owner = String(product.cloud.tenant.cast.owner.id)
  const [first] = product.cloud.tenant.applications()
  clientId = String(first?.appId)
  objectId = String(first?.id)
  await product.pass()
  product.cloud.tenant.setAppManagementPolicy(forbidding)
})
afterAll(() => product[Symbol.asyncDispose]())

const forbidding: TenantAppManagementPolicy = {
  isEnabled: true,
  applicationRestrictions: { passwordCredentials: [{ restrictionType: 'passwordAddition', state: 'enabled' }] },
}

/** What the service does by itself, a quarter of an hour later. */
async function tick(spanMs = QUARTER_HOUR_MS): Promise<void> {
  await product.later(spanMs)
  await startDueRenewals(product.ctx)
  await runEnrollments(product.ctx)
  await runNotices(product.ctx)
  await product.settle()
}

function noticesOf(personId: string) {
  return product.cardsOf(personId).filter(({ text }) => text.includes('A rotation failed'))
}

function secretsAskedFor(): number {
  return product.cloud.requests.count('POST', /addPassword$/)
}

describe('what starts by itself and would be refused', () => {
  it('as an approved renewal is not started, and its owners learn why, once', async () => {
    const now = product.cloud.clock.now()
    const [credential] = (await product.ctx.directory.holder('application', objectId))?.credentials ?? []
    if (credential === undefined) throw new Error('nothing to renew')
    const approval = { objectId, keyId: credential.keyId, approvedBy: { personId: owner, displayName: 'Owner' } }
    const holder = { kind: 'application', objectId, clientId, displayName: null } as const
    await product.ctx.approvals.approve(
      { ...approval, approvedAt: now, reason: 'still needed', rotateAt: now },
      {
        eventId: 'approved',
        at: now,
        action: 'renewal-approved',
        actor: approval.approvedBy,
        holder,
        keyId: credential.keyId,
        detail: 'still needed',
      },
    )
    await tick()
    await tick()
    expect(await product.ctx.rotations.about(objectId)).toMatchObject([
      { state: 'failed', attempt: 0, problem: expect.stringContaining('forbids new client secrets') },
    ])
    expect(noticesOf(owner)).toHaveLength(1)
    expect(noticesOf(owner)[0]?.text).toContain('ask an administrator for an exemption')
    expect(product.cardsOf(owner).some(({ text }) => text.includes('could not be carried out'))).toBe(true)
    expect(secretsAskedFor()).toBe(0)
  })

  it('as an unattended rotation is not started either, and is looked at again after a day', async () => {
    const enroll = () => product.say(owner, `unattended ${clientId} on lifetime=30 before=10days approval=never`)
    expect((await enroll()).text).toContain('forbids new client secrets')
    product.cloud.tenant.setAppManagementPolicy({ isEnabled: false })
    expect((await enroll()).text).toContain('Saved')
    product.cloud.tenant.setAppManagementPolicy(forbidding)
    await tick(DAY_MS)
    await tick()
    expect(noticesOf(owner)).toHaveLength(2)
    expect((await product.ctx.rotations.open()).length).toBe(0)
    const history = await product.say(owner, `history ${clientId}`)
    expect(history.text).toContain('ended the rotation without a new secret')

    product.cloud.tenant.setAppManagementPolicy({ isEnabled: false })
    await tick(DAY_MS)
    expect((await product.ctx.rotations.about(objectId)).some(({ state }) => state === 'awaitingDeployment')).toBe(true)
    expect(secretsAskedFor()).toBe(1)
  })
})
