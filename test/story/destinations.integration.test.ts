import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runNotices } from '../../src/run/delivery/run-notices.ts'
import { seededPlaces } from '../../src/sandbox/places.ts'
import type { ShownCard } from '../support/card-json.ts'
import { type Product, startProduct } from '../support/product.ts'

const HOUR_MS = 60 * 60_000
const { connectionId, organization, project, vercelProject, vercelVariable } = seededPlaces
const devOpsPlace = `https://dev.azure.com/${organization}/${project}/_settings/adminservices?resourceId=${connectionId}`
const vercelPlace = `vercel:${vercelProject}/${vercelVariable}@production?redeploy`

let product: Product
let administrator: string
let owner: string
/** The application that the seeded places use. */
let clientId: string
let objectId: string
let vaultPlace: string

beforeAll(async () => {
  product = await startProduct({ applications: 40, withVercelToken: true })
  administrator = String(product.cloud.tenant.cast.administrator.id)
  owner = String(product.cloud.tenant.cast.owner.id)
  const [first] = product.cloud.tenant.applications()
  clientId = String(first?.appId)
  objectId = String(first?.id)
  vaultPlace = `${product.cloud.origin}/secrets/payroll-secret`
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

/** The one that was approved last. */
async function rotation() {
  const all = await product.ctx.rotations.about(objectId)
  return all.toSorted((a, b) => b.approvedAt.getTime() - a.approvedAt.getTime())[0]
}

function secretsInEntra(): string[] {
  const application = product.cloud.tenant.applications().find(({ id }) => id === objectId)
  return (application?.passwordCredentials ?? []).map(({ keyId }) => String(keyId))
}

function toldTo(personId: string, title: string): number {
  return product.cardsOf(personId).filter(({ text }) => text.includes(title)).length
}

async function cardNow(): Promise<ShownCard> {
  return product.say(owner, `app ${clientId}`)
}

describe('destinations', () => {
  it('are said by administrators, after a look at the place', async () => {
    const refused = await product.say(owner, `deliver ${clientId} ${vaultPlace}`)
    expect(refused.text).toContain("Keyturn's administrators say where secrets are delivered")
    const nonsense = await product.say(administrator, `deliver ${clientId} somewhere`)
    expect(nonsense.text).toContain('no place that Keyturn can deliver to')
    const absent = await product.say(administrator, `deliver ${clientId} ${devOpsPlace.replace('5eed', 'dead')}`)
    expect(absent.text).toContain('Please check')

    await product.say(administrator, `deliver ${clientId} ${vaultPlace}`)
    await product.say(administrator, `deliver ${clientId} ${devOpsPlace}`)
    const listed = await product.say(administrator, `destinations ${clientId}`)
    expect(listed.text).toContain('secret payroll-secret')
    expect(listed.text).toContain(connectionId)
    expect(await product.ctx.configured.about(objectId)).toHaveLength(2)
  })

  it('are changed and removed by chat', async () => {
    const [vault, devOps] = await product.ctx.configured.about(objectId)
    await product.say(administrator, `deliver ${clientId} ${devOpsPlace} first optional`)
    expect(await product.ctx.configured.about(objectId)).toMatchObject([
      { destinationId: devOps?.destinationId, isRequired: false },
      { destinationId: vault?.destinationId, isRequired: true },
    ])
    await product.say(administrator, `undeliver ${clientId} ${devOpsPlace}`)
    expect(await product.ctx.configured.about(objectId)).toEqual([vault])
    await product.say(administrator, `deliver ${clientId} ${devOpsPlace}`)
    expect(await product.ctx.configured.about(objectId)).toMatchObject([vault ?? {}, { isRequired: true }])
  })

  it('get the new secret once it has signed in, and the old one stays for a day', async () => {
    const before = secretsInEntra()
    await product.click(owner, await cardNow(), 'Rotate')
    await product.settle()
    const soaking = await rotation()
    expect(soaking).toMatchObject({ state: 'soaking' })
    const delivered = await product.secretValue('payroll-secret')
    expect(product.cloud.tenant.acceptsSecret(clientId, delivered, product.cloud.clock.now())).toBe('accepted')
    expect(product.cloud.places.connections.secretOf(connectionId)).toBe(delivered)
    expect((await cardNow()).text).toContain('New client secret delivered')

    await product.later(23 * HOUR_MS)
    expect(secretsInEntra()).toEqual(expect.arrayContaining(before))
    await product.later(2 * HOUR_MS)
    expect(await rotation()).toMatchObject({ state: 'done' })
    expect(secretsInEntra()).not.toContain(soaking?.old.keyId)
    expect(secretsInEntra()).toContain(soaking?.newKeyId)
    expect(product.heard()).not.toContain(delivered)
  })

  it('are followed by one word to each owner, however often it is tried', async () => {
    await runNotices(product.ctx)
    await runNotices(product.ctx)
    expect(toldTo(owner, 'An old client secret was removed')).toBe(1)
    expect(toldTo(owner, 'A client secret was rotated')).toBe(0)
    expect(await product.ctx.notices.open()).toEqual([])
  })

  it('get the previous secret back by one tap while the old one lives', async () => {
    const previous = await product.secretValue('payroll-secret')
    const made = (await rotation())?.newKeyId
    await product.click(owner, await cardNow(), 'Rotate', { keyId: String(made) })
    await product.settle()
    const open = await rotation()
    expect(open).toMatchObject({ state: 'soaking', old: { keyId: made } })
    expect(await product.secretValue('payroll-secret')).not.toBe(previous)

    await product.click(owner, await cardNow(), 'Undo')
    await product.settle()
    expect(await rotation()).toMatchObject({ state: 'cancelled' })
    expect(await product.secretValue('payroll-secret')).toBe(previous)
    expect(product.cloud.places.connections.secretOf(connectionId)).toBe(previous)
    expect(secretsInEntra()).not.toContain(open?.newKeyId)
    expect(secretsInEntra()).toContain(made)
  })

  it('that fail for good stop the rotation with the old secret in force, and Rotate goes on once that is mended', async () => {
    const previous = await product.secretValue('payroll-secret')
    const made = (await rotation())?.old.keyId
    product.cloud.faults.add({
      method: 'PUT',
      path: /_apis\/serviceendpoint/,
      when: 'before',
      respond: { status: 403, body: { message: 'no', typeKey: 'AccessDeniedException' } },
    })
    await product.click(owner, await cardNow(), 'Rotate', { keyId: String(made) })
    await product.settle()
    const parked = await rotation()
    expect(parked).toMatchObject({ state: 'parked' })
    const card = await cardNow()
    expect(card.text).toContain('The old secret is still valid')
    await runNotices(product.ctx)
    expect(toldTo(owner, 'A rotation needs you')).toBe(1)
    expect(product.cloud.places.connections.secretOf(connectionId)).toBe(previous)

    product.cloud.faults.clear()
    await product.click(owner, card, 'Rotate')
    await product.settle()
    expect(await rotation()).toMatchObject({ state: 'soaking', rotationId: parked?.rotationId })
    expect(product.cloud.places.connections.secretOf(connectionId)).toBe(await product.secretValue('payroll-secret'))
  })

  it('that somebody overwrites are written once more before the old secret goes', async () => {
    const delivered = await product.secretValue('payroll-secret')
    await product.ctx.vault.store({
      name: 'payroll-secret',
      text: await product.ctx.vault.read(await refOf()),
      endAt: null,
      tags: {},
    })
    await product.later(25 * HOUR_MS)
    expect(await rotation()).toMatchObject({ state: 'soaking' })
    expect(await product.secretValue('payroll-secret')).toBe(delivered)
    await product.later(25 * HOUR_MS)
    expect(await rotation()).toMatchObject({ state: 'done' })
  })

  it('that only an owner can see wait for their word', async () => {
    await product.say(administrator, `deliver ${clientId} ${vercelPlace}`)
    const newest = (await rotation())?.newKeyId
    await product.click(owner, await cardNow(), 'Rotate', { keyId: String(newest) })
    await product.settle()
    await product.later(2 * 60_000)
    await product.later(20 * 60_000)
    expect(await rotation()).toMatchObject({ state: 'soaking', old: { keyId: newest } })
    expect(product.cloud.places.vercel.valueInProduction('prj_payroll', vercelVariable)).toBe(
      await product.secretValue('payroll-secret'),
    )
  })
})

async function refOf() {
  const found = await product.ctx.vault.find('payroll-secret')
  if (found === undefined) throw new Error('nothing was delivered to the vault')
  return found.ref
}
