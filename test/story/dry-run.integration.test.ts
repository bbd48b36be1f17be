import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'

let product: Product

beforeAll(async () => {
  product = await startProduct({ applications: 60, settings: { DRY_RUN: 'true' } })
})
afterAll(() => product[Symbol.asyncDispose]())

describe('dry run', () => {
  it('tells people and changes nothing in Entra or the vault, whatever is clicked', async () => {
    const owner = String(product.cloud.tenant.cast.owner.id)
    expect((await product.pass()).notifications).toBeGreaterThan(0)
    product.cloud.requests.clear()
    const [card] = product.cardsOf(owner)
    if (card === undefined) throw new Error('no card')
    expect(card.text).toContain('Dry run')

    const rotated = await product.click(owner, card, 'Rotate')
    expect(rotated.card?.text).toContain('Nothing was changed')
    const renewal = (await product.click(owner, card, 'Approve renewal')).card
    const assignment = (await product.click(owner, card, 'Assign new owner')).card
    if (renewal === undefined || assignment === undefined) throw new Error('no form')
    await product.click(owner, renewal, 'Approve renewal', { reason: 'needed', daysBefore: 'now' })
    await product.click(owner, assignment, 'Assign new owner', {
      person: String(product.cloud.tenant.cast.manager.mail),
    })
    await product.settle()

    const writes = product.cloud.requests
      .all()
      .filter(({ method, path }) => method !== 'GET' && !/\$batch$|checkMemberGroups$|oauth2/.test(path))
    expect(writes).toEqual([])
    expect(product.cloud.vault.names()).toEqual([])
    expect(await product.ctx.rotations.open()).toEqual([])
  })

  it('takes the settings of unattended rotation, says that nothing follows from them, and goes on with alerts', async () => {
    const owner = String(product.cloud.tenant.cast.owner.id)
    const [first] = product.cloud.tenant.applications()
    const { text } = await product.say(owner, `unattended ${first?.appId} on`)
    expect(text).toContain('Saved. This is a dry run, so nothing is rotated by the schedule')
    expect(text).toContain('Next rotation: none during a dry run')
    expect((await product.pass()).skipped.unattended ?? 0).toBe(0)
  })

  it('promises on its cards what still holds once it is over: the first click only says so', async () => {
    const owner = String(product.cloud.tenant.cast.owner.id)
    const card = product.cardsOf(owner).find(({ actions }) => actions.some(({ title }) => title === 'Rotate'))
    if (card === undefined) throw new Error('no card')
    expect(card.text).toContain('nothing will be changed')

    await using live = await startProduct({ applications: 60, connectionString: product.connectionString })
    const { card: shown } = await live.click(owner, card, 'Rotate')
    expect(shown?.text).toContain('The dry run is over, so nothing was done yet')
    expect(shown?.text).not.toContain('nothing will be changed')
    expect(live.cloud.vault.names()).toEqual([])

    if (shown === undefined) throw new Error('no answer')
    await live.click(owner, shown, 'Rotate')
    await live.settle()
    expect(live.cloud.vault.names()).toHaveLength(1)
  })

  it('is no longer spoken of on any card after the first pass without it', async () => {
    const standing = () => product.cardsOf(String(product.cloud.tenant.cast.manager.id)).map(({ text }) => text)
    expect(standing().join()).toMatch(/dry run/i)
    await using live = await startProduct({ applications: 60, connectionString: product.connectionString })
    await live.pass()
    expect(standing().join()).not.toMatch(/dry run/i)

    const updates = () => product.connector.requests.filter(({ method }) => method === 'PUT').length
    const before = updates()
    await live.pass()
    expect(updates()).toBe(before)
  })
})
