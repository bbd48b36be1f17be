import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'

const DAY_MS = 86_400_000
const APPLICATIONS = 7

let product: Product
let owner: string
const objectIds: string[] = []

beforeAll(async () => {
  product = await startProduct({ applications: 50 })
  const { tenant, clock } = product.cloud
  owner = String(tenant.cast.owner.id)
  await product.pass()
  const now = clock.now().getTime()
  for (let index = 0; index < APPLICATIONS; index += 1) {
    const objectId = crypto.randomUUID()
    const displayName = `Listed ${index}`
    tenant.addApplication({ id: objectId, appId: crypto.randomUUID(), displayName, signInAudience: 'AzureADMyOrg' })
    tenant.addOwner(objectId, owner)
    const [startAt, endAt] = [new Date(now - 300 * DAY_MS), new Date(now + (20 + index) * DAY_MS)]
    tenant.addPassword(objectId, { displayName: 'nightly', startAt, endAt })
    objectIds.push(objectId)
  }
})
afterAll(() => product[Symbol.asyncDispose]())

function listCard() {
  const card = product.cardsOf(owner).find(({ actions }) => actions.filter(({ title }) => title === 'Open').length > 1)
  if (card === undefined) throw new Error('no list was sent')
  return card
}

it('somebody with more than five applications due gets one list', async () => {
  const before = product.cardsOf(owner).length
  expect(await product.pass()).toMatchObject({ notifications: 1 })
  expect(product.cardsOf(owner)).toHaveLength(before + 1)
  expect(listCard().text).toContain('7 applications need you')
  expect(listCard().actions.map(({ data }) => data.objectId)).toEqual(objectIds)
  expect(await product.pass()).toMatchObject({ notifications: 0 })
})

it('a row opens the card of its application, and the list stays', async () => {
  const before = product.cardsOf(owner).length
  const open = listCard().actions.find(({ data }) => data.objectId === objectIds[0])
  if (open === undefined) throw new Error('no button for the first row')
  const answer = await product.click(owner, { ...listCard(), actions: [open] }, 'Open')
  expect(answer.text).toContain('is in your chat')
  const opened = product.cardsOf(owner).slice(before)
  expect(opened).toHaveLength(1)
  expect(opened[0]?.actions.map(({ title }) => title)).toContain('Rotate')
  expect(listCard().text).toContain('7 applications need you')
})

it('what is done about one of them shows in the list', async () => {
  const card = product.cardsOf(owner).at(-1)
  if (card === undefined) throw new Error('no card was opened')
  await product.click(owner, card, 'Rotate')
  await product.settle()
  expect(listCard().text).toContain('6 applications need you')
  expect(listCard().text).toContain('had a new one made')
})

it('a later stage of one application is told by a card of its own, and its row says so', async () => {
  product.cloud.clock.advance(7 * DAY_MS)
  expect((await product.pass()).notifications).toBeGreaterThanOrEqual(1)
  const later = product
    .cardsOf(owner)
    .filter(({ actions }) => actions.some(({ title, data }) => title === 'Rotate' && data.objectId === objectIds[1]))
  expect(later).toHaveLength(1)
  expect(listCard().text).toContain('A newer card tells more.')
  expect(listCard().actions.map(({ data }) => data.objectId)).not.toContain(objectIds[1])
})
