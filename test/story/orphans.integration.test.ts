import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'

let product: Product

beforeAll(async () => {
  product = await startProduct({ applications: 60 })
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

describe('when an owner leaves', () => {
  it('the manager they had is told at the next pass, says why, and may act', async () => {
    const { cast } = product.cloud.tenant
    const [owner, manager] = [String(cast.owner.id), String(cast.manager.id)]
    const before = product.cardsOf(manager).length
    product.cloud.tenant.leave(owner)
    product.cloud.clock.advance(86_400_000)
    await product.pass()
    const cards = product.cardsOf(manager).slice(before)
    expect(cards.length).toBeGreaterThan(0)
    const [card] = cards
    if (card === undefined) throw new Error('the manager got no card')
    expect(card.text).toContain('You are told because you manage Olivia Brandt')
    const answer = await product.click(manager, card, 'Rotate')
    expect(answer.card?.text).toContain('a second person has to agree')
    await product.settle()
    const administrator = String(cast.administrator.id)
    const approved = await product.say(
      administrator,
      `approve ${String(card.text.match(/client ID (\S+)/)?.[1])} checked with payroll`,
    )
    expect(approved.actions.map(({ title }) => title)).toContain('Confirm deployed')
  })

  it('nobody is told twice of the same stage', async () => {
    expect(await product.pass()).toMatchObject({ notifications: 0 })
  })
})

describe('an application that never had an owner', () => {
  it('is the administrators’ matter', async () => {
    const { administrator } = product.cloud.tenant.cast
    expect(
      product.cardsOf(String(administrator.id)).some(({ text }) => text.includes('you are an administrator')),
    ).toBe(true)
  })
})

describe('a deleted application', () => {
  it('is remembered as deleted and listed no more', async () => {
    const [gone] = product.cloud.tenant.applications()
    if (gone === undefined) throw new Error('the tenant is empty')
    product.cloud.tenant.deleteHolder(gone.id)
    await product.pass()
    expect((await product.ctx.holders.get(gone.id))?.deletedAt).toBeInstanceOf(Date)
  })
})

describe('a matter that is settled outside of Keyturn', () => {
  it('shows on the cards after the next pass, and never as an open alert again', async () => {
    const second = String(product.cloud.tenant.cast.secondOwner.id)
    const card = product
      .cardsOf(second)
      .find(({ actions }) => actions[0]?.title === 'Rotate' && actions[0].data.keyId !== undefined)
    if (card === undefined) throw new Error('no alert of the second owner')
    const { objectId, keyId } = card.actions[0]?.data ?? {}
    product.cloud.tenant.removePassword(String(objectId), String(keyId))
    await product.pass()
    const now = product.cardsOf(second).find(({ activityId }) => activityId === card.activityId)
    expect(now?.text).toContain('no longer in Entra')
    expect(now?.actions).toEqual([])
    const updates = product.connector.requests.filter(({ method }) => method === 'PUT').length
    await product.pass()
    expect(product.connector.requests.filter(({ method }) => method === 'PUT')).toHaveLength(updates)
  })
})
