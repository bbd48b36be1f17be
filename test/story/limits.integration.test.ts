import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'

let product: Product
let administrator: string

beforeAll(async () => {
  product = await startProduct({ applications: 40, settings: { FOUR_EYES: 'none' } })
  administrator = String(product.cloud.tenant.cast.administrator.id)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

function named(name: string) {
  const found = product.cloud.tenant.applications().find(({ displayName }) => displayName === name)
  if (found === undefined) throw new Error(`no application ${name}`)
  return found
}

/** What a person is told, and how many secrets there are before and after. */
async function rotate(name: string) {
  const before = named(name).passwordCredentials.length
  const answer = await product.say(administrator, `rotate ${named(name).appId}`)
  await product.settle()
  return { text: answer.text, before, after: named(name).passwordCredentials.length }
}

describe('what Entra would refuse is refused with the remedy before anything is changed', () => {
  it('an agent identity blueprint', async () => {
    const { text, before, after } = await rotate('Procurement agent')
    expect(text).toContain('AgentIdentityBlueprint.AddRemoveCreds.All')
    expect(after).toBe(before)
  })

  it('an application for personal accounts that has two secrets', async () => {
    const now = product.cloud.clock.now()
    const options = { displayName: 'second', startAt: now, endAt: new Date(now.getTime() + 9 * 86_400_000) }
    product.cloud.tenant.addPassword(String(named('Store locator (consumers)').id), options)
    const { text, before, after } = await rotate('Store locator (consumers)')
    expect(text).toContain('two secrets at most')
    expect(after).toBe(before)
  })

  it('an application whose tenant forbids new secrets', async () => {
    product.cloud.tenant.setAppManagementPolicy({
      isEnabled: true,
      applicationRestrictions: { passwordCredentials: [{ restrictionType: 'passwordAddition', state: 'enabled' }] },
    })
    const { text, before, after } = await rotate('Price list API')
    expect(text).toContain('forbids new client secrets')
    expect(after).toBe(before)
  })
})

describe('a preview', () => {
  it('shows the steps, places and checks, and changes nothing', async () => {
    product.cloud.tenant.setAppManagementPolicy({
      isEnabled: true,
      applicationRestrictions: {
        passwordCredentials: [{ restrictionType: 'passwordLifetime', maxLifetime: 'P30D', state: 'enabled' }],
      },
    })
    const { appId, id } = named('Price list API')
    await product.say(administrator, `deliver ${appId} ${product.cloud.origin}/secrets/price-list`)
    product.cloud.requests.clear()
    const { text } = await product.say(administrator, `preview ${appId}`)
    expect(text).toContain('valid for 30 days, which is as long as the policy allows')
    expect(text).toContain('The secret price-list')
    expect(text).toContain('24 hours')
    const writes = product.cloud.requests
      .all()
      .filter(({ method, path }) => method !== 'GET' && !path.includes('$batch'))
    expect(writes).toEqual([])
    expect(await product.ctx.rotations.about(String(id))).toEqual([])
  })
})
