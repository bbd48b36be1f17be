import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY_MS } from '../support/builders.ts'
import { type Product, startProduct } from '../support/product.ts'
import { requestStory } from '../support/request-story.ts'

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
