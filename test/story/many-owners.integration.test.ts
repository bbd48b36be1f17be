import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'

const DAY_MS = 86_400_000
let product: Product

/** An application with a secret that is about to end, and these owners. */
function ownedBy(ownerIds: readonly string[]): string {
  const { tenant, clock } = product.cloud
  const id = randomUUID()
  const [start, end] = [clock.now().getTime() - 300 * DAY_MS, clock.now().getTime() + 5 * DAY_MS]
  tenant.addApplication({
    id,
    appId: randomUUID(),
    displayName: `Owned by ${ownerIds.length}`,
    passwordCredentials: [
      {
        keyId: randomUUID(),
        displayName: 'nightly',
        startDateTime: new Date(start).toISOString(),
        endDateTime: new Date(end).toISOString(),
      },
    ],
  })
  for (const ownerId of ownerIds) tenant.addOwner(id, ownerId)
  return id
}

beforeAll(async () => {
  product = await startProduct({ applications: 300, settings: { ALLOW_GUEST_OWNERS: 'true' } })
})
afterAll(() => product[Symbol.asyncDispose]())

describe('owners beyond what Graph expands', () => {
  it('are all found, service principals among them', async () => {
    const { tenant } = product.cloud
    const people = tenant.people().filter(({ accountEnabled, userType }) => accountEnabled && userType === 'Member')
    const services = tenant.servicePrincipals().map(({ id }) => id)
    const lists = [19, 20, 21, 25, 99].map((count) =>
      // The last owner is a person behind many others, the one before a service principal.
      Array.from({ length: count }, (_, index) =>
        String(index % 5 === 3 ? services[index] : people[index % people.length]?.id),
      ),
    )
    const wanted = lists.map((ids) => [...new Set(ids)])
    expect(wanted.map(({ length }) => length)).toEqual([19, 20, 21, 25, 99])
    const ids = wanted.map(ownedBy)
    await product.pass()
    for (const [index, id] of ids.entries()) {
      const seen = await product.ctx.holders.get(id)
      const listed = seen?.owners.map((owner) => (owner.type === 'user' ? owner.personId : owner.objectId))
      expect(listed?.toSorted()).toEqual(wanted[index]?.toSorted())
      const inHistory = seen?.ownerHistory.spans.map(({ personId }) => personId)
      expect(inHistory?.toSorted()).toEqual(wanted[index]?.filter((one) => !services.includes(one)).toSorted())
    }
  })
})

describe('a guest who is the only owner, where the policy admits guests', () => {
  it('is told as owner and may act', async () => {
    const guest = String(product.cloud.tenant.people().find(({ userType }) => userType === 'Guest')?.id)
    const id = ownedBy([guest])
    await product.pass()
    expect((await product.ctx.holders.get(id))?.orphaned).toBe(false)
    const card = product.cardsOf(guest).find(({ text }) => text.includes('Owned by 1'))
    if (card === undefined) throw new Error('the guest got no card')
    expect(card.text).toContain('You are told because you are an owner.')
    const answer = await product.click(guest, card, 'Rotate')
    expect(answer.card?.actions.map(({ title }) => title)).toContain('Confirm deployed')
  })
})
