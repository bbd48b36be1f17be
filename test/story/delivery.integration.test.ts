import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Mailer } from '../../src/ports.ts'
import { runOutbox } from '../../src/run/delivery/run-outbox.ts'
import { runScan } from '../../src/run-scan.ts'
import type { ConnectorFault } from '../support/fake-connector.ts'
import { type Product, startProduct } from '../support/product.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

let product: Product
let owner: string
let manager: string

beforeAll(async () => {
  product = await startProduct({ applications: 60 })
  owner = String(product.cloud.tenant.cast.owner.id)
  manager = String(product.cloud.tenant.cast.manager.id)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())
/** What an earlier test left to be told is told. */
beforeEach(async () => void (await product.pass()))

/** A fresh application of the owner with one secret that ends in `days`. */
function addApplication(days: number, name = 'Delivery target', ownerIds = [owner]): string {
  const { tenant, clock } = product.cloud
  const objectId = crypto.randomUUID()
  tenant.addApplication({ id: objectId, appId: crypto.randomUUID(), displayName: name, signInAudience: 'AzureADMyOrg' })
  for (const ownerId of ownerIds) tenant.addOwner(objectId, ownerId)
  const now = clock.now().getTime()
  const [startAt, endAt] = [new Date(now - 300 * DAY_MS), new Date(now + days * DAY_MS)]
  tenant.addPassword(objectId, { displayName: 'nightly', startAt, endAt })
  return objectId
}

/** Cards about one application that stand in a person's chat with buttons on them. */
function openCards(personId: string, objectId: string) {
  return product.cardsOf(personId).filter(({ actions }) => actions.some(({ data }) => data.objectId === objectId))
}

describe('when Teams does not take a card', () => {
  const faults: readonly (readonly [string, ConnectorFault])[] = [
    ['asks to wait', { status: 429, code: 'Throttled', headers: { 'retry-after': '1' } }],
    ['answers 502', { status: 502 }],
    ['loses the answer after the card was delivered', { dropReply: true, afterEffect: true }],
    ['loses the request', { dropReply: true }],
  ]
  it.each(faults)('and %s, the same pass delivers it', async (_, fault) => {
    const objectId = addApplication(6)
    product.connector.failNext(fault)
    expect(await product.pass()).toMatchObject({ notifications: 1 })
    expect(openCards(owner, objectId).length).toBeGreaterThanOrEqual(1)
    expect(openCards(owner, objectId).length).toBeLessThanOrEqual(fault.afterEffect ? 2 : 1)
    expect(await product.pass()).toMatchObject({ notifications: 0 })
  })

  it('for longer, it waits in the outbox and is sent between passes', async () => {
    const objectId = addApplication(6)
    product.connector.failNext({ dropReply: true, path: /activities/ }, 2)
    expect(await product.pass()).toMatchObject({ notifications: 0 })
    expect((await product.ctx.outbox.all()).map(({ cards }) => cards[0].holder.objectId)).toEqual([objectId])
    product.cloud.clock.advance(2 * MINUTE_MS)
    await runOutbox(product.ctx)
    expect(openCards(owner, objectId)).toHaveLength(1)
    expect(await product.ctx.outbox.all()).toEqual([])
  })

  it.each([
    ['is not installed for the owner', { status: 403, code: 'ForbiddenOperationException' }],
    ['was blocked by the owner', { status: 403, code: 'MessageWritesBlocked' }],
  ])('because it %s, their manager is told in the same pass', async (_, fault) => {
    const objectId = addApplication(6)
    product.connector.failNext({ ...fault, path: /activities/ })
    expect(await product.pass()).toMatchObject({ notifications: 1 })
    const [card] = openCards(manager, objectId)
    expect(card?.text).toContain('You are told because you manage Olivia Brandt')
    const status = await product.say(String(product.cloud.tenant.cast.administrator.id), '/status')
    expect(status.text).toContain('Olivia Brandt about Delivery target')
  })
})

describe('where a mailbox is configured', () => {
  function aMailer(): { mailer: Mailer; mails: { to: string; about: string }[] } {
    const mails: { to: string; about: string }[] = []
    return {
      mails,
      mailer: {
        send: (to, message) => {
          mails.push({ to: to.personId, about: message.is === 'application' ? message.holder.objectId : 'a list' })
          return Promise.resolve({ ok: true })
        },
        drainProblems: () => ['The mailbox is refused.'],
      },
    }
  }

  it('whoever Teams cannot reach is mailed, and counts as told', async () => {
    const objectId = addApplication(6)
    const { mailer, mails } = aMailer()
    product.connector.failNext({ status: 403, code: 'ConversationBlockedByUser', path: /activities/ })
    const { notifications, problems } = (await runScan({ ...product.ctx, mailer })) ?? {}
    expect([notifications, problems]).toEqual([1, ['The mailbox is refused.']])
    expect(mails).toEqual([{ to: owner, about: objectId }])
    expect(openCards(manager, objectId)).toEqual([])
    expect(await product.pass()).toMatchObject({ notifications: 0 })
  })

  it('a list that Teams does not take is mailed as one', async () => {
    const objectIds = Array.from({ length: 6 }, (_, index) => addApplication(6, `Mailed ${index}`))
    const { mailer, mails } = aMailer()
    product.connector.failNext({ status: 403, code: 'ConversationBlockedByUser', path: /activities/ })
    expect(await runScan({ ...product.ctx, mailer })).toMatchObject({ notifications: 1 })
    expect(mails).toEqual([{ to: owner, about: 'a list' }])
    expect(await product.pass()).toMatchObject({ notifications: 0 })
    for (const objectId of objectIds) product.cloud.tenant.deleteHolder(objectId)
    await product.pass()
  })

  it('a card that was left unopened past the second stage is followed by a mail', async () => {
    const objectId = addApplication(10)
    const { mailer, mails } = aMailer()
    await runScan({ ...product.ctx, mailer })
    expect(mails).toEqual([])
    product.cloud.clock.advance(4 * DAY_MS)
    await runScan({ ...product.ctx, mailer })
    expect(mails.filter(({ about }) => about === objectId)).toEqual([{ to: owner, about: objectId }])
    expect(openCards(owner, objectId)).toHaveLength(1)
  })
})

describe('a later stage', () => {
  it('turns the earlier card into one line', async () => {
    const objectId = addApplication(20, 'Staged')
    await product.pass()
    const [first] = openCards(owner, objectId)
    product.cloud.clock.advance(8 * DAY_MS)
    await product.pass()
    const [second, ...others] = openCards(owner, objectId)
    expect(others).toEqual([])
    expect(second?.activityId).not.toBe(first?.activityId)
    const superseded = product.cardsOf(owner).find(({ activityId }) => activityId === first?.activityId)
    expect(superseded?.text).toContain('A newer card about this application is below.')
    expect(superseded?.actions).toEqual([])
  })
})

describe('an alert that nobody answers', () => {
  it('goes one step up as well after five days, and says so', async () => {
    const objectId = addApplication(12, 'Unanswered')
    await product.pass()
    expect(openCards(owner, objectId)).toHaveLength(1)
    product.cloud.clock.advance(4 * DAY_MS)
    await product.pass()
    expect(openCards(manager, objectId)).toEqual([])
    product.cloud.clock.advance(DAY_MS)
    await product.pass()
    const [card, ...others] = openCards(manager, objectId)
    expect(others).toEqual([])
    expect(card?.text).toContain('The earlier alert has not been answered for 5 days, so you are told as well.')
    expect(card?.text).toContain('you manage Olivia Brandt')
  })
})

describe('ten passes in a row over an unchanged tenant', () => {
  it('send nothing new', async () => {
    await product.pass()
    const before = product.connector.requests.length
    for (let count = 0; count < 10; count += 1) expect(await product.pass()).toMatchObject({ notifications: 0 })
    expect(product.connector.requests).toHaveLength(before)
  })
})
