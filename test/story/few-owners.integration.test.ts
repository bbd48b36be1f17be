import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'

let product: Product
let owner: string
let administrator: string

beforeAll(async () => {
  product = await startProduct({ applications: 60, settings: { MINIMUM_OWNERS: '2' } })
  const { cast } = product.cloud.tenant
  owner = String(cast.owner.id)
  administrator = String(cast.administrator.id)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

describe('/orphans', () => {
  it('shows administrators everything with too few owners, what has none and is due first', async () => {
    const { text } = await product.say(administrator, '/orphans')
    expect(text).toContain('Applications with fewer than 2 owners')
    expect(text.indexOf('No reachable owner')).toBeGreaterThan(0)
    expect(text.split('Applications with fewer')[1]).toMatch(/and \d+ more/)
  })

  it('shows owners their own alone, and filters by name', async () => {
    const { text } = await product.say(owner, '/orphans')
    expect(text).toMatch(/Payroll export\n1 of 2 owners: Olivia Brandt/)
    expect(text).not.toContain('Badge reader gateway')
    expect(text).not.toContain('Budget dashboard')
    expect((await product.say(administrator, '/orphans badge READER')).text).toContain('Badge reader gateway')
    expect((await product.say(administrator, '/orphans no such name')).text).toContain('No application of that name')
  })

  it('tells people without applications what it is for', async () => {
    const { tenant } = product.cloud
    const stranger = tenant.people().find(({ id }) => tenant.ownedBy(String(id)).length === 0)
    expect((await product.say(String(stranger?.id), 'orphans')).text).toContain('You own no application')
  })
})

describe('the digest', () => {
  it('counts applications with too few owners', async () => {
    const channel = { conversation: { id: '19:ops@thread.tacv2', conversationType: 'channel', isGroup: true } }
    const { text } = await product.say(administrator, '/digest now', channel)
    expect(text).toMatch(/\d+ applications have fewer than 2 owners/)
  })
})
