import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY_MS } from '../support/builders.ts'
import type { ShownCard } from '../support/card-json.ts'
import { type Product, startProduct } from '../support/product.ts'

let product: Product
let owner: string
let second: string
let administrator: string

beforeAll(async () => {
  product = await startProduct({ applications: 60, settings: { FOUR_EYES: 'none' } })
  const { cast } = product.cloud.tenant
  owner = String(cast.owner.id)
  second = String(cast.secondOwner.id)
  administrator = String(cast.administrator.id)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

function alertOf(personId: string, ...titles: string[]): ShownCard {
  const card = product
    .cardsOf(personId)
    .find(({ actions }) => titles.every((title) => actions.some((action) => action.title === title)))
  if (card === undefined) throw new Error(`no card with ${titles.join(', ')}`)
  return card
}

function currently(personId: string, objectId: unknown): ShownCard | undefined {
  return product
    .cardsOf(personId)
    .findLast(({ actions, text }) => actions[0]?.data.objectId === objectId || text.includes(String(objectId)))
}

function ownersOf(objectId: unknown): string[] {
  return product.cloud.tenant.ownersOf(String(objectId)).map(({ object }) => String(object.id))
}

describe('Assign new owner', () => {
  it('asks for the person, adds them in Entra, tells them, and records who did it', async () => {
    const card = product
      .cardsOf(owner)
      .find(({ actions }) => actions[0] && !ownersOf(actions[0].data.objectId).includes(second))
    if (card === undefined) throw new Error('every application has both owners')
    const objectId = String(card.actions[0]?.data.objectId)
    const form = (await product.click(owner, card, 'Assign new owner')).card
    if (form === undefined) throw new Error('no form')
    const answer = await product.click(owner, form, 'Assign new owner', {
      person: String(product.cloud.tenant.cast.secondOwner.mail),
    })
    await product.settle()
    expect(answer.card?.text).toContain('Noah Ferreira is now an owner')
    expect(ownersOf(objectId)).toContain(second)
    expect(product.cardsOf(second).some(({ text }) => text.includes('You are now an owner'))).toBe(true)
    expect((await product.ctx.audit.about(objectId)).at(-1)).toMatchObject({
      action: 'owner-assigned',
      actor: { personId: owner },
    })
    const again = await product.click(owner, form, 'Assign new owner', { personId: second })
    expect(again.card?.text).toContain('an owner already')
  })

  it('says what is wrong with a name, keeps what was typed, and changes nothing', async () => {
    const card = alertOf(owner, 'Assign new owner')
    const objectId = card.actions[0]?.data.objectId
    const before = ownersOf(objectId)
    const form = (await product.click(owner, card, 'Assign new owner')).card
    if (form === undefined) throw new Error('no form')
    const nobody = await product.click(owner, form, 'Assign new owner', { person: "o'nobody (at) nowhere" })
    expect(nobody.card?.text).toContain('Nobody of that name')
    expect(nobody.card?.chosen.person).toBe("o'nobody (at) nowhere")
    const empty = await product.click(owner, form, 'Assign new owner')
    expect(empty.card?.text).toContain('Please name a person')
    const disabled = product.cloud.tenant.people().find(({ accountEnabled }) => accountEnabled === false)
    const refused = await product.click(owner, form, 'Assign new owner', { personId: String(disabled?.id) })
    expect(refused.card?.text).toContain('is disabled')
    expect(ownersOf(objectId)).toEqual(before)
  })
})

describe('Snooze', () => {
  it('is silent until the chosen day, never past the next stage', async () => {
    const card = alertOf(owner, 'Snooze')
    const form = (await product.click(owner, card, 'Snooze')).card
    if (form === undefined) throw new Error('no form')
    const answer = await product.click(owner, form, 'Snooze', { days: '1' })
    await product.settle()
    expect(answer.card?.text).toContain('Snoozed')
    expect((await product.ctx.approvals.about(String(card.actions[0]?.data.objectId))).snoozes).toHaveLength(1)
    expect((await product.pass()).skipped.snoozed).toBe(1)
  })
})

describe('Approve renewal', () => {
  it('wants a reason, then rotates by itself at the chosen time and tells the approver', async () => {
    const card = alertOf(second, 'Approve renewal')
    const objectId = String(card.actions[0]?.data.objectId)
    const form = (await product.click(second, card, 'Approve renewal')).card
    if (form === undefined) throw new Error('no form')
    const incomplete = await product.click(second, form, 'Approve renewal', { daysBefore: '1', reason: ' ' })
    expect(incomplete.card?.text).toContain('Please give the reason')
    const answer = await product.click(second, form, 'Approve renewal', {
      daysBefore: '1',
      reason: 'Nightly export, reviewed',
    })
    await product.settle()
    expect(answer.card?.text).toContain('Renewal approved')
    expect(currently(owner, objectId)?.text ?? currently(second, objectId)?.text).toContain('Nightly export, reviewed')
    expect((await product.pass()).skipped['renewal-approved']).toBe(1)

    const [approval] = (await product.ctx.approvals.about(objectId)).approvals
    product.cloud.clock.advance(
      Math.max(0, (approval?.rotateAt.getTime() ?? 0) - product.cloud.clock.now().getTime()) + 1_000,
    )
    expect((await product.pass()).rotationsStarted).toBe(1)
    await product.settle()
    expect(
      (await product.ctx.rotations.about(objectId)).map(({ state, approvedBy }) => [state, approvedBy.personId]),
    ).toEqual([['awaitingDeployment', second]])
    expect(product.cardsOf(second).some(({ text }) => text.includes('renewal that you approved was carried out'))).toBe(
      true,
    )
  })

  it('lapses when the approver has lost the right meanwhile', async () => {
    const card = alertOf(second, 'Approve renewal')
    const objectId = String(card.actions[0]?.data.objectId)
    const form = (await product.click(second, card, 'Approve renewal')).card
    if (form === undefined) throw new Error('no form')
    await product.click(second, form, 'Approve renewal', { daysBefore: '1', reason: 'still used' })
    await product.settle()
    product.cloud.tenant.setAccountEnabled(second, false)
    product.cloud.clock.advance(40 * DAY_MS)
    expect((await product.pass()).rotationsStarted).toBe(0)
    expect((await product.ctx.approvals.about(objectId)).approvals).toEqual([])
    expect(await product.ctx.rotations.about(objectId)).toEqual([])
  })
})

describe('an administrator', () => {
  it('may act on any application by command', async () => {
    const card = alertOf(owner, 'Rotate')
    const clientId = product.cloud.tenant.applications().find(({ id }) => id === card.actions[0]?.data.objectId)?.appId
    const answer = await product.say(administrator, `/rotate ${clientId}`)
    expect(answer.text).toContain('Adam Lindqvist')
    expect(answer.actions.map(({ title }) => title)).toContain('Confirm deployed')
  })
})

describe('handing over', () => {
  it('puts the new owner in and the acting one out', async () => {
    const objectId = String(alertOf(owner, 'Rotate', 'Assign new owner').actions[0]?.data.objectId)
    const card = alertOf(owner, 'Rotate', 'Assign new owner')
    const form = (await product.click(owner, card, 'Assign new owner')).card
    if (form === undefined) throw new Error('no form')
    const heir = product.cloud.tenant.people().find(({ id, accountEnabled, userType }) => {
      return accountEnabled === true && userType !== 'Guest' && ![owner, second, administrator].includes(String(id))
    })
    const answer = await product.click(owner, form, 'Assign new owner', {
      personId: String(heir?.id),
      handOver: 'true',
    })
    await product.settle()
    expect(answer.card?.text).toContain('You are no owner any more.')
    expect(ownersOf(objectId)).toContain(String(heir?.id))
    expect(ownersOf(objectId)).not.toContain(owner)
    expect((await product.ctx.audit.about(objectId)).map(({ action }) => action)).toContain('owner-removed')
  })
})
