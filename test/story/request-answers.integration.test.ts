import { afterEach, describe, expect, it } from 'vitest'
import { runRequest, startRequest } from '../../src/run/run-requests.ts'
import { readApplication } from '../../src/scan/read-application.ts'
import { aMessageActivity } from '../support/activities.ts'
import { DAY_MS } from '../support/builders.ts'
import { type Product, startProduct } from '../support/product.ts'

let product: Product
afterEach(() => product[Symbol.asyncDispose]())

async function start(settings: Record<string, string> = {}) {
  product = await startProduct({ applications: 40, settings })
  await product.pass()
  const { owner, secondOwner, manager, administrator } = product.cloud.tenant.cast
  return {
    owner: String(owner.id),
    second: String(secondOwner.id),
    manager: String(manager.id),
    administrator: String(administrator.id),
  }
}

function named(name: string) {
  const found = product.cloud.tenant.applications().find(({ displayName }) => displayName === name)
  if (found === undefined) throw new Error(`no application ${name}`)
  return { objectId: String(found.id), clientId: String(found.appId) }
}

/** A button of a card, as Teams sends it, whether or not any card still shows it. Answers what is shown then. */
async function press(personId: string, verb: string, data: Record<string, unknown>): Promise<string> {
  const where = { botId: '', tenantId: product.cloud.tenant.tenantId, serviceUrl: product.connector.url }
  const { body } = await product.post({
    ...aMessageActivity(where),
    type: 'invoke',
    name: 'adaptiveCard/action',
    text: undefined,
    value: { action: { type: 'Action.Execute', verb, data: { kind: 'application', ...data } }, trigger: 'manual' },
    replyToId: '1',
    from: { id: `29:${personId}`, name: 'Somebody', aadObjectId: personId },
    conversation: { id: `chat-of-${personId}`, conversationType: 'personal', tenantId: where.tenantId },
  })
  await product.settle()
  return JSON.stringify(body)
}

async function rotationOf(objectId: string) {
  const all = await product.ctx.rotations.about(objectId)
  const [newest] = all.toSorted((a, b) => b.approvedAt.getTime() - a.approvedAt.getTime())
  if (newest === undefined) throw new Error('no rotation')
  return newest
}

async function actionsAbout(objectId: string) {
  return (await product.ctx.audit.about(objectId)).map(({ action }) => action)
}

describe('whoever was only asked to agree', () => {
  it('answers that request, and does nothing with another secret of the application', async () => {
    const { owner, manager } = await start()
    const { objectId } = named('Payroll export')
    const application = await readApplication(product.ctx, 'application', objectId)
    const credential = application?.holder.credentials[0]
    if (application === undefined || credential === undefined) throw new Error('nothing to rotate')
    const endAt = new Date(product.cloud.clock.now().getTime() + 20 * DAY_MS)
    const other = await product.ctx.credentials.addPassword(application.holder, 'by hand', endAt)
    const by = { personId: owner, displayName: 'The owner' }
    await startRequest(product.ctx, application, { credential, reason: 'x', by, because: ['high-privilege'] })
    await runRequest(product.ctx, await rotationOf(objectId))
    expect((await rotationOf(objectId)).request?.approvers).toMatchObject([{ personId: manager }])

    const about = { objectId, keyId: other.keyId, reason: 'mine now' }
    for (const [verb, more] of [
      ['approveRenewal', { daysBefore: 'now' }],
      ['approveRenewal', { daysBefore: '7' }],
      ['openApproveRenewal', {}],
      ['decline', {}],
      ['snooze', { days: '1' }],
    ] as const) {
      expect(await press(manager, verb, { ...about, ...more })).toContain('Nothing was changed')
    }
    expect(await product.ctx.rotations.about(objectId)).toHaveLength(1)
    expect(await product.ctx.approvals.about(objectId)).toMatchObject({ approvals: [], snoozes: [] })
    expect((await actionsAbout(objectId)).filter((action) => action === 'action-refused')).toHaveLength(5)
  })
})
