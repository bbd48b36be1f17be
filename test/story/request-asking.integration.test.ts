import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runOpenRequests } from '../../src/run/requests/run-requests.ts'
import { type Product, startProduct } from '../support/product.ts'
import { requestStory } from '../support/request-story.ts'

const HOUR_MS = 60 * 60_000
const CHANNEL = '19:administrators@thread.tacv2'

let product: Product
let story: ReturnType<typeof requestStory>

beforeAll(async () => {
  product = await startProduct({ applications: 40, settings: { ADMIN_CHANNEL_ID: CHANNEL } })
  story = requestStory(product)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

function posted(words: string): number {
  const texts = [...product.connector.activities].filter(([key]) => key.startsWith(CHANNEL))
  return texts.filter(([, activity]) => JSON.stringify(activity).includes(words)).length
}

async function approversOf(request: { readonly objectId: string }) {
  return (await story.rotationOf(request)).request?.approvers.map(({ personId }) => personId)
}

describe('a request', () => {
  it('asks the next in line in place of an owner who has left', async () => {
    const { owner, second, manager } = story
    const request = await story.requestFor('Invoice archive', owner)
    expect(await approversOf(request)).toEqual([second])
    product.cloud.tenant.removeOwner(request.objectId, second)
    await runOpenRequests(product.ctx)
    expect(await approversOf(request)).toEqual([manager])
    expect(story.cardWith(manager, 'Please look').text).toContain('a second person has to agree')
  })

  it('asks the next in line in place of an owner whom Teams cannot reach', async () => {
    const { owner, second, manager, administrator } = story
    const chat = new RegExp(`${second}|^/v3/conversations$`)
    product.connector.failNext({ status: 403, code: 'BotNotInConversationRoster', path: chat }, 1)
    const request = await story.requestFor('Budget dashboard', owner)
    const approvers = await approversOf(request)
    expect(approvers === undefined || approvers.includes(second) || approvers.length === 0).toBe(false)
    expect([manager, administrator]).toContain(approvers?.[0])
  })

  it('reminds at half of its time, and asks everybody who may agree', async () => {
    const { owner, manager, administrator } = story
    const request = await story.requestFor('Payroll export', owner)
    expect(await approversOf(request)).toEqual([manager])
    product.cloud.clock.advance(37 * HOUR_MS)
    await runOpenRequests(product.ctx)
    expect(await approversOf(request)).toEqual([manager, administrator])
    expect(story.cardWith(manager, 'A reminder').text).toContain('waits for an answer')
    expect(story.cardWith(administrator, 'Please look').text).toContain('Payroll export')
  })

  it('without anybody to ask says so at once, once, and to the administrators', async () => {
    const { administrator } = story
    const { objectId, clientId } = story.named('Directory reporting')
    product.cloud.tenant.managerIds.delete(administrator)
    const answer = await product.say(administrator, `rotate ${clientId}`)
    expect(answer.text).toContain('Nobody can be asked')
    await product.settle()
    expect(posted('Nobody can be asked')).toBe(1)

    const before = { etag: (await story.rotationOf({ objectId })).etag, requests: product.connector.requests.length }
    await runOpenRequests(product.ctx)
    await runOpenRequests(product.ctx)
    expect((await story.rotationOf({ objectId })).etag).toBe(before.etag)
    expect(product.connector.requests).toHaveLength(before.requests)
    expect(posted('Nobody can be asked')).toBe(1)
  })

  it('approved in an emergency is announced, if not at once, then later', async () => {
    const { administrator } = story
    const { objectId, clientId } = story.named('Directory reporting')
    product.connector.failNext({ status: 503, path: /v3\/conversations$/ }, 8)
    await product.say(administrator, `approve ${clientId} production is down`)
    await product.settle()
    expect((await story.rotationOf({ objectId })).state).toBe('awaitingDeployment')
    const silent = posted('production is down') === 0
    for (let minute = 0; minute < 10 && posted('production is down') === 0; minute += 1) {
      await runOpenRequests(product.ctx)
    }
    expect(silent).toBe(true)
    await runOpenRequests(product.ctx)
    expect(posted('production is down')).toBe(1)
    expect(await product.ctx.announcements.open()).toEqual([])
    expect(await story.actionsAbout({ objectId })).toContain('emergency-approved')
  })
})

describe('the early removal of a live secret', () => {
  async function wanted(name: string) {
    const application = story.named(name)
    await product.say(story.owner, `rotate ${application.clientId}`)
    await product.settle()
    await product.say(story.owner, `remove-old ${application.clientId} confirm`)
    await product.settle()
    return { ...application, ...(await removalOf(application)) }
  }

  async function removalOf({ objectId }: { readonly objectId: string }) {
    const [request] = (await product.ctx.approvals.about(objectId)).removalRequests
    if (request === undefined) throw new Error('nobody asked for a removal')
    return request
  }

  it('of a sole owner is carried out by the manager, who is asked with what they need', async () => {
    const { manager } = story
    const request = await wanted('Travel expense connector')
    const asked = story.cardWith(manager, 'a removal waits')
    expect(asked.text).toContain('wants the old one removed at once')
    expect((await product.say(manager, 'approvals')).text).toContain('wants a secret removed')
    const form = (await product.click(manager, asked, 'Remove old')).card
    if (form === undefined) throw new Error('no form')
    await product.click(manager, form, 'Remove old')
    await product.settle()
    expect((await story.rotationOf(request)).state).toBe('done')
    expect(await story.actionsAbout(request)).toContain('removal-agreed')
    expect(await story.press(manager, 'removeOld', form.actions[0]?.data ?? {})).toContain('Nothing')
  })

  it('is declined, and whoever asked is told why', async () => {
    const { owner, manager } = story
    // The other of its two secrets is replaced already and goes by one person's word.
    await product.say(owner, `remove-old ${story.named('Contract pipeline').clientId} confirm`)
    const request = await wanted('Contract pipeline')
    const form = (await product.click(manager, story.cardWith(manager, 'a removal waits'), 'Decline')).card
    if (form === undefined) throw new Error('no form')
    expect(form.text).toContain('Nothing is removed')
    await product.click(manager, form, 'Decline', { reason: 'the nightly job still uses it' })
    await product.settle()
    expect(story.cardWith(owner, 'was not approved').text).toContain('the nightly job still uses it')
    expect((await product.ctx.approvals.about(request.objectId)).removalRequests).toEqual([])
    const late = { objectId: request.objectId, keyId: request.keyId, requestId: request.requestId }
    expect(await story.press(story.administrator, 'removeOld', late)).toContain('Already decided')
    expect((await story.rotationOf(request)).state).toBe('awaitingDeployment')
  })

  it('is asked of everybody at half of its time, and ends without an answer', async () => {
    const { owner, manager, administrator } = story
    const { objectId, clientId } = story.named('Contract pipeline')
    await product.say(owner, `remove-old ${clientId} confirm`)
    await product.settle()
    product.cloud.clock.advance(37 * HOUR_MS)
    await runOpenRequests(product.ctx)
    expect((await removalOf({ objectId })).approvers.map(({ personId }) => personId)).toEqual([manager, administrator])
    product.cloud.clock.advance(36 * HOUR_MS)
    await runOpenRequests(product.ctx)
    expect((await product.ctx.approvals.about(objectId)).removalRequests).toEqual([])
    expect(story.cardWith(owner, 'The removal was not approved').text).toContain('within 72 hours')
    expect((await story.rotationOf({ objectId })).state).toBe('awaitingDeployment')
  })

  it('counts no more when whoever asked has lost the right to', async () => {
    const { owner, second, manager } = story
    const { objectId, clientId } = story.named('Contract pipeline')
    await product.say(owner, `remove-old ${clientId} confirm`)
    await product.settle()
    product.cloud.tenant.addOwner(objectId, second)
    product.cloud.tenant.removeOwner(objectId, owner)
    const { keyId } = await removalOf({ objectId })
    expect(await story.press(manager, 'removeOld', { objectId, keyId })).toContain('may not act')
    await story.press(second, 'removeOld', { objectId, keyId })
    expect((await removalOf({ objectId })).requestedBy.personId).toBe(second)
    expect((await story.rotationOf({ objectId })).state).toBe('awaitingDeployment')
  })

  it('is done alone by an administrator in an emergency, who says why before everybody’s eyes', async () => {
    const { administrator } = story
    const { objectId, clientId } = story.named('Directory reporting')
    await product.say(administrator, `remove-old ${clientId} confirm`)
    await product.settle()
    const without = await product.say(administrator, `remove-old ${clientId} confirm`)
    expect(without.text).toContain('give a reason')
    const form = await product.say(administrator, `remove-old ${clientId}`)
    await product.click(administrator, form, 'Remove old', { reason: 'it has leaked' })
    await product.settle()
    expect((await story.rotationOf({ objectId })).state).toBe('done')
    expect(posted('it has leaked')).toBe(1)
  })

  it('that nothing replaces goes the same way', async () => {
    const { administrator, manager } = story
    const { objectId, clientId } = story.named('Helpdesk nightly job')
    await product.say(administrator, `not-needed ${clientId} confirm`)
    await product.settle()
    const request = await removalOf({ objectId })
    expect(request.approvers).toHaveLength(1)
    const asked = String(request.approvers[0]?.personId)
    expect(asked).not.toBe(manager)
    const about = { objectId, keyId: request.keyId, requestId: request.requestId }
    expect(await story.press(asked, 'openNotNeeded', about)).toContain('Nothing replaces it')
    expect(await story.press(asked, 'notNeeded', about)).toContain('was removed')
    const left = product.cloud.tenant.applications().find(({ id }) => id === objectId)?.passwordCredentials
    expect(left?.map(({ keyId }) => keyId)).not.toContain(request.keyId)
  })
})
