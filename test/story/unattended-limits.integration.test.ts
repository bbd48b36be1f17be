import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runEnrollments } from '../../src/run/run-enrollments.ts'
import { DAY_MS } from '../support/builders.ts'
import { type Product, startProduct } from '../support/product.ts'

const QUARTER_MS = 15 * 60_000

let product: Product
let owner: string

beforeAll(async () => {
  product = await startProduct({ applications: 20 })
  owner = String(product.cloud.tenant.cast.owner.id)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

/** An application of the owner's with one client secret, delivered to a vault. */
async function anApplication(name: string, endsInDays: number) {
  const { cloud } = product
  const [objectId, clientId, now] = [crypto.randomUUID(), crypto.randomUUID(), cloud.clock.now().getTime()]
  cloud.tenant.addApplication({ id: objectId, appId: clientId, displayName: name, signInAudience: 'AzureADMyOrg' })
  cloud.tenant.addOwner(objectId, owner)
  const dates = { startAt: new Date(now - 300 * DAY_MS), endAt: new Date(now + endsInDays * DAY_MS) }
  const keyId = String(cloud.tenant.addPassword(objectId, { displayName: 'nightly job', ...dates }).keyId)
  await product.pass()
  const administrator = String(cloud.tenant.cast.administrator.id)
  await product.say(administrator, `deliver ${clientId} ${cloud.origin}/secrets/${name}`)
  return { objectId, clientId, keyId }
}

async function afterMs(spanMs: number): Promise<void> {
  await product.later(spanMs)
  await runEnrollments(product.ctx)
  await product.settle()
}

describe('a policy that allows shorter lives than were asked for', () => {
  let it7: Awaited<ReturnType<typeof anApplication>>
  const rotations = () => product.ctx.rotations.about(it7.objectId)
  const allow = (maxLifetime: string) => {
    const restriction = { restrictionType: 'passwordLifetime', maxLifetime, state: 'enabled' }
    product.cloud.tenant.setAppManagementPolicy({
      id: '0',
      isEnabled: true,
      applicationRestrictions: { passwordCredentials: [restriction], keyCredentials: [] },
    } as never)
  }

  beforeAll(async () => {
    it7 = await anApplication('short-lived', 5)
    allow('P7D')
  })
  afterAll(() => allow('P2Y'))

  it('is said when an application is enrolled', async () => {
    const { text } = await product.say(owner, `unattended ${it7.clientId} on before=7days`)
    expect(text).toContain("The tenant's policy allows 7 days at most")
    expect(text).toContain('when half of its life has passed')
  })

  it('makes one secret for half of that life, not one at every look', async () => {
    for (let look = 0; look < 4; look += 1) await afterMs(QUARTER_MS)
    expect(await rotations()).toHaveLength(1)
    await afterMs(3 * DAY_MS)
    expect(await rotations()).toHaveLength(1)
    await afterMs(DAY_MS)
    expect(await rotations()).toHaveLength(2)
  })
})
