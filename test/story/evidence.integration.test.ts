import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'

const HOUR_MS = 60 * 60_000

let product: Product
let owner: string
let clientId: string
let objectId: string

beforeAll(async () => {
  product = await startProduct({ applications: 30 })
  const { cast } = product.cloud.tenant
  owner = String(cast.owner.id)
  const [first] = product.cloud.tenant.applications()
  clientId = String(first?.appId)
  objectId = String(first?.id)
  await product.pass()
  await product.say(String(cast.administrator.id), `deliver ${clientId} ${product.cloud.origin}/secrets/evidence`)
  await product.say(owner, `rotate ${clientId}`)
  await product.settle()
  await product.later(25 * HOUR_MS)
})
afterAll(() => product[Symbol.asyncDispose]())

async function rotation() {
  const all = await product.ctx.rotations.about(objectId)
  return all.toSorted((a, b) => b.approvedAt.getTime() - a.approvedAt.getTime())[0]
}

describe('a new secret', () => {
  it('is delivered to nobody before Entra takes it, however long that spreads', async () => {
    const before = await product.secretValue('evidence')
    const made = (await rotation())?.newKeyId
    product.cloud.tenant.replicationDelayMs = 90_000
    await product.click(owner, await product.say(owner, `app ${clientId}`), 'Rotate', { keyId: String(made) })
    await product.settle()
    expect(await rotation()).toMatchObject({ state: 'escrowed' })
    expect((await product.say(owner, `app ${clientId}`)).text).toContain('being tried out')
    expect(await product.secretValue('evidence')).toBe(before)

    await product.later(30_000)
    expect(await product.secretValue('evidence')).toBe(before)
    product.cloud.tenant.replicationDelayMs = 0
    await product.later(90_000)
    expect(await rotation()).toMatchObject({ state: 'soaking' })
    expect(await product.secretValue('evidence')).not.toBe(before)
  })

  it('that Entra never takes is removed again, with the old one in force', async () => {
    await product.later(25 * HOUR_MS)
    const before = await product.secretValue('evidence')
    const made = (await rotation())?.newKeyId
    product.cloud.faults.add({
      method: 'POST',
      path: /oauth2\/v2\.0\/token$/,
      when: 'before',
      respond: { status: 401, body: { error: 'invalid_client', error_codes: [7000215] } },
    })
    await product.click(owner, await product.say(owner, `app ${clientId}`), 'Rotate', { keyId: String(made) })
    await product.settle()
    for (let minutes = 0; minutes < 40; minutes += 2) await product.later(2 * 60_000)
    product.cloud.faults.clear()
    expect(await rotation()).toMatchObject({ state: 'failed' })
    expect((await rotation())?.problem).toContain('within 30 minutes')
    expect(await product.secretValue('evidence')).toBe(before)
    const application = product.cloud.tenant.applications().find(({ id }) => id === objectId)
    expect(application?.passwordCredentials.map(({ keyId }) => keyId)).not.toContain((await rotation())?.newKeyId)
  })
})

describe('the old secret', () => {
  it('stays while something signs in with it, and the card says so; a day of silence lets it go', async () => {
    const old = await product.secretValue('evidence')
    const made = (await rotation())?.old.keyId
    await product.click(owner, await product.say(owner, `app ${clientId}`), 'Rotate', { keyId: String(made) })
    await product.settle()
    expect(await rotation()).toMatchObject({ state: 'soaking', old: { keyId: made } })

    product.cloud.clock.advance(20 * HOUR_MS)
    expect(product.cloud.tenant.acceptsSecret(clientId, old, product.cloud.clock.now())).toBe('accepted')
    await product.later(5 * HOUR_MS)
    expect(await rotation()).toMatchObject({ state: 'soaking' })
    const card = await product.say(owner, `app ${clientId}`)
    expect(card.text).toContain('something else still uses it')
    expect(card.text).toContain('signed in to Microsoft Graph')
    expect(card.actions.map(({ title }) => title)).toContain('Remove old')

    await product.later(26 * HOUR_MS)
    expect(await rotation()).toMatchObject({ state: 'done' })
  })
})
