import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'

let product: Product
let owner: string

beforeAll(async () => {
  product = await startProduct({ applications: 40, settings: { FOUR_EYES: 'none' } })
  owner = String(product.cloud.tenant.cast.owner.id)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

function portal() {
  const found = product.cloud.tenant.applications().find(({ displayName }) => displayName === 'Supplier portal')
  if (found === undefined) throw new Error('no such application')
  return found
}

function keys(): string[] {
  return portal().keyCredentials.map(({ keyId }) => String(keyId))
}

async function rotation() {
  const all = await product.ctx.rotations.about(String(portal().id))
  return all.toSorted((a, b) => b.approvedAt.getTime() - a.approvedAt.getTime())[0]
}

describe('Rotate on a certificate', () => {
  it('makes the next one in the vault, adds it beside the old one, and tries it out', async () => {
    const before = keys()
    const answer = await product.say(owner, `rotate ${portal().appId}`)
    await product.settle()
    await product.later(20_000)
    expect(answer.text).not.toContain('Not done')
    const made = await rotation()
    expect(made).toMatchObject({ state: 'awaitingDeployment', old: { kind: 'certificate' } })
    expect(keys()).toEqual([...before, made?.newKeyId])
    const certificate = await product.ctx.certificates.find(String(made?.vaultSecret?.name))
    expect(certificate).toMatchObject({ tags: { rotationId: made?.rotationId } })
    const shown = await product.say(owner, `app ${portal().appId}`)
    expect(shown.text).toContain('New certificate waits for deployment')
  })

  it('is undone without a trace', async () => {
    const made = await rotation()
    await product.say(owner, `undo ${portal().appId}`)
    await product.settle()
    expect(await rotation()).toMatchObject({ state: 'cancelled' })
    expect(keys()).not.toContain(made?.newKeyId)
    expect(await product.ctx.certificates.find(String(made?.vaultSecret?.name))).toBeUndefined()
  })

  it('retires the old one when somebody has put the new one to use, and leaves every other', async () => {
    const [old] = keys()
    await product.say(owner, `rotate ${portal().appId}`)
    await product.settle()
    await product.later(20_000)
    const made = await rotation()
    await product.say(owner, `confirm ${portal().appId}`)
    await product.settle()
    await product.later(20_000)
    expect(await rotation()).toMatchObject({ state: 'done' })
    expect(keys()).not.toContain(old)
    expect(keys()).toContain(made?.newKeyId)
  })

  it('that signs for SAML makes the next one, which is put to use when the other side trusts it', async () => {
    const principal = () => {
      const found = product.cloud.tenant
        .servicePrincipals()
        .find(({ displayName }) => displayName === 'Expense portal (single sign-on)')
      if (found === undefined) throw new Error('no such service principal')
      return found
    }
    const inUse = principal().preferredTokenSigningKeyThumbprint
    const card = product.cardsOf(owner).findLast(({ text }) => text.includes('Expense portal'))
    if (card === undefined) throw new Error('no alert')
    const asked = await product.click(owner, card, 'Rotate')
    await product.settle()
    expect(asked.card?.text).toContain('give the new one to the other side')
    expect(principal().preferredTokenSigningKeyThumbprint).toBe(inUse)

    await product.click(owner, asked.card ?? card, 'Confirm deployed')
    await product.settle()
    const [made] = await product.ctx.rotations.about(String(principal().id))
    expect(made).toMatchObject({ state: 'done' })
    expect(principal().preferredTokenSigningKeyThumbprint).not.toBe(inUse)
  })
})
