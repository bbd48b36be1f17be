import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'

let product: Product

beforeAll(async () => {
  product = await startProduct({ applications: 60, settings: { DRY_RUN: 'true' } })
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

it('a dry run of an import says what would happen and adds nobody', async () => {
  const { tenant } = product.cloud
  const [administrator, manager] = [String(tenant.cast.administrator.id), tenant.cast.manager]
  const application = tenant.applications().find(({ displayName }) => displayName === 'Badge reader gateway')
  const card = await product.say(administrator, `/import\n${application?.appId},${manager.mail}`)
  expect(card.text).toContain('Dry run')
  const { card: answer } = await product.click(administrator, card, 'Apply')
  expect(answer?.text).toContain('Dry run: 1 owner would be added. Nothing was changed.')
  expect(tenant.ownersOf(String(application?.id))).toEqual([])
})
