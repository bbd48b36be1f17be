import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runOpenRequests } from '../../src/run/run-requests.ts'
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
