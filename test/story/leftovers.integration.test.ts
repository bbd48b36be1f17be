import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'

const DAY_MS = 86_400_000

let product: Product
let objectId: string
let clientId: string

beforeAll(async () => {
  product = await startProduct({ applications: 40, settings: { FOUR_EYES: 'none' } })
  const [first] = product.cloud.tenant.applications()
  objectId = String(first?.id)
  clientId = String(first?.appId)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

function plant(displayName: string, ageMs: number): string {
  const now = product.cloud.clock.now().getTime()
  const startAt = new Date(now - ageMs)
  const options = { displayName, startAt, endAt: new Date(now + 90 * DAY_MS) }
  return String(product.cloud.tenant.addPassword(objectId, options).keyId)
}

function keys(): string[] {
  const application = product.cloud.tenant.applications().find(({ id }) => id === objectId)
  return (application?.passwordCredentials ?? []).map(({ keyId }) => String(keyId))
}

describe('a pass that comes upon a secret with the marker of an attempt', () => {
  it('removes it if the attempt is over, and leaves the result, what is young, and what it does not know', async () => {
    const owner = String(product.cloud.tenant.cast.owner.id)
    await product.say(owner, `rotate ${clientId}`)
    await product.settle()
    const [rotation] = await product.ctx.rotations.about(objectId)
    if (rotation === undefined) throw new Error('nothing was rotated')
    await product.say(owner, `confirm ${clientId}`)
    await product.settle()

    const late = plant(`rot/${rotation.rotationId}/1`, DAY_MS)
    const young = plant(`rot/${rotation.rotationId}/1`, 60_000)
    const unknown = plant(`rot/${crypto.randomUUID()}/1`, DAY_MS)
    const lookalike = plant(`rot/${rotation.rotationId}/1/x`, DAY_MS)
    const summary = await product.pass()

    expect(keys()).not.toContain(late)
    expect(keys()).toEqual(expect.arrayContaining([String(rotation.newKeyId), young, unknown, lookalike]))
    expect(summary.problems.join()).toContain(unknown)
    const events = await product.ctx.audit.about(objectId)
    expect(events.filter(({ action, keyId }) => action === 'attempt-removed' && keyId === late)).toHaveLength(1)
  })
})
