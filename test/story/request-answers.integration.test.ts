import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecipientReason } from '../../src/domain/finding.ts'
import { keepRotation } from '../../src/rotate/move-rotation.ts'
import { answerRequest, runRequest } from '../../src/run/requests/run-requests.ts'
import { DAY_MS } from '../support/builders.ts'
import { type Product, startProduct } from '../support/product.ts'
import { requestStory } from '../support/request-story.ts'

const HOUR_MS = 60 * 60_000

let product: Product
let story: ReturnType<typeof requestStory>

beforeAll(async () => {
  product = await startProduct({ applications: 40 })
  story = requestStory(product)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

describe('whoever was only asked to agree', () => {
  it('answers that request, and does nothing with another secret of the application', async () => {
    const { owner, manager } = story
    const request = await story.requestFor('Payroll export', owner)
    const { objectId, application } = request
    const endAt = new Date(product.cloud.clock.now().getTime() + 20 * DAY_MS)
    const other = await product.ctx.credentials.addPassword(application.holder, 'by hand', endAt)
    expect((await story.rotationOf(request)).request?.approvers).toMatchObject([{ personId: manager }])

    const about = { objectId, keyId: other.keyId, reason: 'mine now' }
    for (const [verb, more] of [
      ['approveRenewal', { daysBefore: 'now' }],
      ['approveRenewal', { daysBefore: '7' }],
      ['openApproveRenewal', {}],
      ['decline', {}],
      ['snooze', { days: '1' }],
    ] as const) {
      expect(await story.press(manager, verb, { ...about, ...more })).toContain('Nothing was changed')
    }
    expect(await product.ctx.rotations.about(objectId)).toHaveLength(1)
    expect(await product.ctx.approvals.about(objectId)).toMatchObject({ approvals: [], snoozes: [] })
    expect((await story.actionsAbout(request)).filter((action) => action === 'action-refused')).toHaveLength(5)
  })
})

describe('whoever was only asked to agree to a rotation', () => {
  it('removes nothing, whatever request their click names', async () => {
    const { owner, manager } = story
    const request = await story.requestFor('Contract pipeline', owner, 'last')
    const { objectId, requestId, application } = request
    const secrets = () => product.cloud.tenant.applications().find(({ id }) => id === objectId)?.passwordCredentials
    const before = secrets()?.length
    for (const { keyId } of application.holder.credentials) {
      for (const verb of ['removeOld', 'notNeeded']) {
        expect(await story.press(manager, verb, { objectId, keyId, requestId })).toContain('Nothing was changed')
        expect(await story.press(manager, verb, { objectId, requestId })).toContain('Nothing was changed')
      }
    }
    expect(secrets()).toHaveLength(before ?? 0)
    expect(await product.ctx.approvals.openRemovals()).toEqual([])
    await story.press(manager, 'decline', { objectId, requestId, reason: 'no' })
  })
})

describe('an answer to a request that is over', () => {
  for (const verb of ['decline', 'approveRenewal', 'openDecline', 'openApproveRenewal']) {
    it(`becomes nothing else: ${verb}`, async () => {
      const { owner, second, administrator } = story
      const request = await story.requestFor('Invoice archive', owner)
      const { objectId, keyId, requestId } = request
      const about = { objectId, keyId, requestId, reason: 'not now' }
      await story.press(administrator, 'decline', about)
      expect((await story.rotationOf(request)).state).toBe('cancelled')

      expect(await story.press(second, verb, about)).toContain('Already decided')
      expect(await story.press(administrator, verb, { ...about, daysBefore: 'now' })).toContain('Already decided')
      expect(await product.ctx.approvals.about(objectId)).toMatchObject({ approvals: [], snoozes: [] })
      expect(await story.actionsAbout(request)).not.toContain('renewal-declined')
    })
  }

  it('is told so to somebody who was only asked, and changes nothing when it is delivered twice', async () => {
    const { owner, manager } = story
    const request = await story.requestFor('Contract pipeline', owner)
    const { objectId, keyId, requestId } = request
    const about = { objectId, keyId, requestId, reason: 'not now' }
    await story.press(manager, 'decline', about)
    expect((await story.rotationOf(request)).state).toBe('cancelled')
    expect(await story.press(manager, 'decline', about)).toContain('Already decided')
    expect(await product.ctx.approvals.about(objectId)).toMatchObject({ approvals: [], snoozes: [] })
  })

  it('is recognised by the id that the buttons of card and form carry', async () => {
    const { owner, second } = story
    const { requestId } = await story.requestFor('Budget dashboard', owner)
    const asked = story.cardWith(second, 'wants to rotate it')
    const form = (await product.click(second, asked, 'Approve renewal')).card
    for (const card of [asked, form]) {
      for (const title of ['Approve renewal', 'Decline']) {
        expect(card?.actions.find((action) => action.title === title)?.data).toMatchObject({ requestId })
      }
    }
  })
})

describe('an approval', () => {
  it('is of the destinations as they are then, which is what the form shows', async () => {
    const { second, administrator } = story
    const request = await story.requestFor('Price list API', second)
    const { clientId, objectId, keyId, requestId } = request
    await product.say(administrator, `deliver ${clientId} ${product.cloud.origin}/secrets/price-list`)
    expect((await story.rotationOf(request)).deliveries).toEqual([])
    const about = { objectId, keyId, requestId, reason: 'still needed' }
    expect(await story.press(administrator, 'openApproveRenewal', about)).toContain('price-list')
    await story.press(administrator, 'approveRenewal', about)
    const { deliveries } = await story.rotationOf(request)
    expect(deliveries.map(({ target }) => target)).toMatchObject([{ kind: 'keyVault', secretName: 'price-list' }])
  })
})

describe('an answer', () => {
  it('comes too late when the time to answer is over, also before anybody has noticed', async () => {
    const { owner, second } = story
    const request = await story.requestFor('Warehouse sync', owner)
    product.cloud.clock.advance(73 * HOUR_MS)
    const { keyId, objectId, requestId } = request
    const said = await story.press(second, 'approveRenewal', { objectId, keyId, requestId, reason: 'late yes' })
    expect(said).toContain('has expired')
    expect((await story.rotationOf(request)).state).toBe('proposed')
  })

  it('is not taken from an owner who has left since they were asked', async () => {
    const { owner, second } = story
    const request = await story.requestFor('Company intranet', owner)
    const { keyId, objectId, requestId } = request
    product.cloud.tenant.addOwner(objectId, second)
    await runRequest(product.ctx, await story.rotationOf(request))
    const asked = (await story.rotationOf(request)).request?.approvers ?? []
    const leaver = String(asked[0]?.personId)
    product.cloud.tenant.removeOwner(objectId, leaver)
    const said = await story.press(leaver, 'approveRenewal', { objectId, keyId, requestId, reason: 'I left, but yes' })
    expect(said).toContain('Nothing was changed')
    expect((await story.rotationOf(request)).state).toBe('proposed')
  })

  it('is not taken from one who stands in for an owner to another who does', async () => {
    const { owner, manager } = story
    const { objectId } = story.named('Supplier portal')
    product.cloud.tenant.removeOwner(objectId, owner)
    const leaver = { personId: owner, displayName: 'The owner' }
    await standIn(objectId, owner, { is: 'previousOwner', untilAt: product.cloud.clock.now() })
    await standIn(objectId, manager, { is: 'manager', of: leaver })
    const request = await story.requestFor('Supplier portal', manager)
    const { keyId, requestId } = request
    const said = await story.press(owner, 'approveRenewal', { objectId, keyId, requestId, reason: 'my boss wants it' })
    expect(said).toContain('has to decide this')
    expect((await story.rotationOf(request)).state).toBe('proposed')
  })

  it('takes nothing away: whoever stood in for an owner before still does', async () => {
    const { owner, manager } = story
    const { objectId } = story.named('Training catalog')
    for (const { personId } of await ownersOf(objectId)) product.cloud.tenant.removeOwner(objectId, personId)
    const leaver = { personId: owner, displayName: 'The owner' }
    await standIn(objectId, owner, { is: 'previousOwner', untilAt: product.cloud.clock.now() })
    await standIn(objectId, manager, { is: 'manager', of: leaver })
    const { keyId, requestId } = await story.requestFor('Training catalog', owner)
    const asked = story.cardWith(manager, 'Please look')
    expect(asked.actions.map(({ title }) => title)).toContain('Assign new owner')
    await story.press(manager, 'decline', { objectId, keyId, requestId, reason: 'let me look first' })
    expect(await story.press(manager, 'openAssignOwner', { objectId, keyId })).not.toContain('Nothing was changed')
  })

  it('comes with what the reviewer needs, also when the reason was forgotten', async () => {
    const { owner, second } = story
    const { objectId, keyId, requestId } = await story.requestFor('Tax reporting', second)
    const { administrator } = story
    const about = { objectId, keyId, requestId, reason: ' ' }
    expect(await story.press(administrator, 'approveRenewal', about)).toContain('Last rotated by')
    expect(await story.press(administrator, 'decline', about)).toContain('Last rotated by')
    const renewal = story.named('Helpdesk nightly job').objectId
    expect(await story.press(administrator, 'approveRenewal', { objectId: renewal })).toContain('Last rotated by')
    expect(owner).not.toBe(second)
  })

  it('is not lost when a reminder is stored at the same moment', async () => {
    const { administrator, second } = story
    const request = await story.requestFor('Price list API', second)
    const { ctx } = product
    const before = await story.rotationOf(request)
    await keepRotation(ctx, before, { request: before.request && { ...before.request, remindedAt: new Date() } })
    const by = { personId: administrator, displayName: 'The administrator' }
    const decision = { is: 'declineRequest', rotation: before, by, reason: 'no' } as const
    expect((await answerRequest(ctx, decision))?.state).toBe('cancelled')
    expect(await answerRequest(ctx, decision)).toBeUndefined()
  })
})

describe('an application without owners', () => {
  it('is no business of a former administrator who was told about it', async () => {
    const { second } = story
    const { objectId } = story.named('Badge reader gateway')
    await standIn(objectId, second, { is: 'administrator' })
    expect(await story.press(second, 'openAssignOwner', { objectId })).toContain('Nothing was changed')
  })
})

async function ownersOf(objectId: string) {
  const holder = await product.ctx.directory.holder('application', objectId)
  return (holder?.owners ?? []).filter((owner) => owner.type === 'user')
}

/** What a pass would have stored when it told this person. */
async function standIn(objectId: string, personId: string, because: RecipientReason): Promise<void> {
  const person = { personId, displayName: 'Somebody' }
  const rest = { told: {}, keyIds: [], copies: [], listId: null, refusal: null, at: product.cloud.clock.now() }
  await product.ctx.cards.change({ objectId, personId }, () => ({ objectId, person, because, ...rest }))
}
