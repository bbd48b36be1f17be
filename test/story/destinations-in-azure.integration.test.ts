import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'

const resources = '/subscriptions/s1/resourceGroups/payroll/providers'
const site = `${resources}/Microsoft.Web/sites/payroll-app`
const containerApp = `${resources}/Microsoft.App/containerApps/payroll-api`
const MINUTE_MS = 60_000

let product: Product
let administrator: string
let owner: string
let clientId: string
let objectId: string
let vaultPlace: string

beforeAll(async () => {
  product = await startProduct({ applications: 40 })
  administrator = String(product.cloud.tenant.cast.administrator.id)
  owner = String(product.cloud.tenant.cast.owner.id)
  const [first] = product.cloud.tenant.applications()
  clientId = String(first?.appId)
  objectId = String(first?.id)
  vaultPlace = `${product.cloud.origin}/secrets/payroll-secret`
  product.cloud.places.resources.addSite({
    id: site,
    settings: { ENTRA_SECRET: { vaultUrl: product.cloud.origin, secretName: 'payroll-secret' } },
  })
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

describe('an App Service that refers to a vault', () => {
  it('is a destination once the vault is one', async () => {
    const early = await product.say(administrator, `deliver ${clientId} ${site}`)
    expect(early.text).toContain('Add the Key Vault destination first')
    await product.say(administrator, `deliver ${clientId} ${vaultPlace}`)
    const listed = await product.say(administrator, `deliver ${clientId} ${site}`)
    expect(listed.text).toContain('payroll-app fetches the new secret from the vault for ENTRA_SECRET')
    expect(await product.ctx.configured.about(objectId)).toHaveLength(2)
  })

  it('is looked at in a preview with the vault that stands before it', async () => {
    const preview = await product.say(owner, `preview ${clientId}`)
    expect(preview.text).toContain('payroll-app fetches the new secret from the vault for ENTRA_SECRET')
    expect(preview.text).not.toContain('Would fail')
  })

  it('uses the new secret once it was rotated', async () => {
    await product.click(owner, await product.say(owner, `app ${clientId}`), 'Rotate')
    await product.settle()
    const [rotation] = await product.ctx.rotations.about(objectId)
    expect(rotation).toMatchObject({ state: 'soaking' })
    expect(rotation?.deliveries[1]).toMatchObject({
      state: 'verified',
      evidence: expect.stringContaining('ENTRA_SECRET'),
    })
    const used = product.cloud.places.resources.valueOfSetting(site, 'ENTRA_SECRET')
    expect(used).toBe(await product.secretValue('payroll-secret'))
    expect(product.cloud.tenant.acceptsSecret(clientId, used ?? '', product.cloud.clock.now())).toBe('accepted')
  })

  it('uses the previous one again after an undo', async () => {
    const made = (await product.ctx.rotations.about(objectId))[0]?.newKeyId
    await product.later(25 * 60 * MINUTE_MS)
    const previous = await product.secretValue('payroll-secret')
    await product.click(owner, await product.say(owner, `app ${clientId}`), 'Rotate', { keyId: String(made) })
    await product.settle()
    expect(product.cloud.places.resources.valueOfSetting(site, 'ENTRA_SECRET')).not.toBe(previous)
    await product.click(owner, await product.say(owner, `app ${clientId}`), 'Undo')
    await product.settle()
    expect(product.cloud.places.resources.valueOfSetting(site, 'ENTRA_SECRET')).toBe(previous)
  })
})

describe('a Container App that refers to a vault', () => {
  it('has the new secret before the rotation goes on', async () => {
    const secrets = { entra: { vaultUrl: product.cloud.origin, secretName: 'payroll-secret' } }
    product.cloud.places.resources.addContainerApp({ id: containerApp, secrets })
    const listed = await product.say(administrator, `deliver ${clientId} ${containerApp}`)
    expect(listed.text).toContain('payroll-api fetches the new secret from the vault by itself')
    await product.click(owner, await product.say(owner, `app ${clientId}`), 'Rotate')
    await product.settle()
    const open = async () =>
      (await product.ctx.rotations.about(objectId)).find(({ state }) => state !== 'cancelled' && state !== 'done')
    expect(await open()).toMatchObject({ state: 'delivering' })

    await product.later(31 * MINUTE_MS)
    const soaking = await open()
    expect(soaking).toMatchObject({ state: 'soaking' })
    expect(soaking?.deliveries[2]).toMatchObject({ state: 'verified', evidence: expect.stringContaining('by digest') })
    const delivered = await product.secretValue('payroll-secret')
    expect(product.cloud.places.resources.valueInContainerApp(containerApp, 'entra')).toBe(delivered)
    expect(product.heard()).not.toContain(delivered)
    expect(JSON.stringify(soaking)).not.toContain(delivered)
  })
})
