import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Messenger } from '../../src/ports.ts'
import { runScan } from '../../src/run-scan.ts'
import type { ShownCard } from '../support/card-json.ts'
import { type Product, startProduct } from '../support/product.ts'

let product: Product

beforeAll(async () => {
  product = await startProduct({ applications: 60, settings: { FOUR_EYES: 'none' } })
})
afterAll(() => product[Symbol.asyncDispose]())

const idsOf = (card: ShownCard | undefined) => String(card?.actions[0]?.data.objectId)
const titlesOf = (card: ShownCard | undefined) => card?.actions.map(({ title }) => title) ?? []

describe('an owner who answers while the pass still sends', () => {
  it('answers for everyone: a card that was just going out ends up as settled too', async () => {
    const answered = new Map<string, string>()
    const send: Messenger['send'] = async (personId, message) => {
      const result = await product.ctx.messenger.send(personId, message)
      const isAlert = message.is === 'application' && message.owners.length > 1 && message.may.includes('rotate')
      if (isAlert && answered.size === 0) {
        answered.set(message.holder.objectId, personId)
        const card = product.cardsOf(personId).find((one) => idsOf(one) === message.holder.objectId)
        if (card === undefined) throw new Error('the card was not delivered')
        await product.click(personId, card, 'Rotate')
      }
      return result
    }
    await runScan({ ...product.ctx, messenger: { ...product.ctx.messenger, send } })
    await product.settle()

    const [[objectId, clicker] = ['', '']] = answered
    const cards = await product.ctx.cards.about(objectId)
    expect(cards.length).toBeGreaterThan(1)
    for (const { person } of cards.filter((card) => card.person.personId !== clicker)) {
      const shown = product.cardsOf(person.personId).filter((card) => idsOf(card) === objectId)
      expect(shown.length).toBeLessThanOrEqual(1)
      for (const card of shown) expect(titlesOf(card)).toContain('Confirm deployed')
    }
  })
})

describe('an application that is deleted while its new secret waits for deployment', () => {
  it('ends the rotation and settles the cards at the next pass', async () => {
    const [open] = (await product.ctx.rotations.open()).filter(({ state }) => state === 'awaitingDeployment')
    if (open === undefined) throw new Error('no rotation is open')
    const { objectId } = open.holder
    product.cloud.tenant.deleteHolder(objectId)
    await product.pass()
    expect((await product.ctx.rotations.about(objectId)).map(({ state }) => state)).toEqual(['cancelled'])
    const cards = await product.ctx.cards.about(objectId)
    expect(cards.length).toBeGreaterThan(0)
    for (const { person, copies } of cards) {
      const ids = copies.map(({ activityId }) => activityId)
      const shown = product.cardsOf(person.personId).filter(({ activityId }) => ids.includes(activityId))
      for (const card of shown) expect(card.text).toContain('deleted in Entra')
    }
    expect((await product.ctx.holders.get(objectId))?.deletedAt).toBeInstanceOf(Date)
  })
})

describe('a channel that Keyturn was removed from without a word', () => {
  it('is reported once, and gets no more digests', async () => {
    const administrator = String(product.cloud.tenant.cast.administrator.id)
    const conversation = { id: '19:closed@thread.v2', conversationType: 'groupChat' }
    await product.say(administrator, '/digest on', { conversation })
    const posted = product.connector.activities.size
    await product.pass()
    expect(product.connector.activities.size).toBe(posted + 1)
    expect([...product.connector.activities.keys()].at(-1)).toMatch(/^19:closed@thread.v2\//)

    product.connector.forget('19:closed@thread.v2')
    product.cloud.clock.advance(86_400_000)
    const first = await product.pass()
    expect(first.problems.filter((sentence) => sentence.includes('digest'))).toHaveLength(1)
    product.cloud.clock.advance(86_400_000)
    const second = await product.pass()
    expect(second.problems.filter((sentence) => sentence.includes('digest'))).toHaveLength(0)
  })
})
