import { afterAll, beforeAll, expect, it } from 'vitest'
import { seedTenant } from '../../src/sandbox/tenant/seed-tenant.ts'
import { type Product, startProduct } from '../support/product.ts'

/** Equal seeds make equal tenants, so the group's id is known before the product starts. */
const { administratorsGroupId } = seedTenant({ applications: 60, seed: 1, now: new Date() })
let product: Product

beforeAll(async () => {
  const settings = { ADMIN_USER_IDS: '', ADMIN_GROUP_ID: administratorsGroupId }
  product = await startProduct({ applications: 60, settings })
})
afterAll(() => product[Symbol.asyncDispose]())

it('administrators who are known by their group alone are told of what has no owner', async () => {
  await product.pass()
  const cards = product.cardsOf(String(product.cloud.tenant.cast.administrator.id))
  expect(cards.some(({ text }) => text.includes('you are an administrator'))).toBe(true)
})
