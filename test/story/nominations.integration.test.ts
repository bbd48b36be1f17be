import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runOpenNominations } from '../../src/run/ownership/run-nominations.ts'
import type { ShownCard } from '../support/card-json.ts'
import { type Product, startProduct } from '../support/product.ts'

const DAY_MS = 86_400_000

let product: Product
let owner: string
let second: string
let manager: string
let administrator: string
let candidate: string

beforeAll(async () => {
  product = await startProduct({ applications: 60 })
  const { tenant, clock } = product.cloud
  owner = String(tenant.cast.owner.id)
  second = String(tenant.cast.secondOwner.id)
  manager = String(tenant.cast.manager.id)
  administrator = String(tenant.cast.administrator.id)
  const taken = new Set([owner, second, manager, administrator])
  const other = tenant.people().find(({ id, accountEnabled, userType }) => {
    return !taken.has(String(id)) && accountEnabled === true && userType !== 'Guest'
  })
  candidate = String(other?.id)
  await product.pass()
  for (const name of names) orphans.set(name, addOrphan(name))
  await product.pass()
  tenant.leave(owner)
  clock.advance(DAY_MS)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

const names = [
  'Accepted',
  'Declined',
  'Claimed',
  'Expired',
  'Died',
  'Forwarded',
  'Unreached',
  'Denied',
  'Unanswered',
  'Privileged',
]
const orphans = new Map<string, string>()

/** An application whose only owner leaves before the next pass. */
function addOrphan(displayName: string): string {
  const { tenant, clock } = product.cloud
  const objectId = crypto.randomUUID()
  tenant.addApplication({ id: objectId, appId: crypto.randomUUID(), displayName, signInAudience: 'AzureADMyOrg' })
  tenant.addOwner(objectId, owner)
  const now = clock.now().getTime()
  const [startAt, endAt] = [new Date(now - 300 * DAY_MS), new Date(now + 25 * DAY_MS)]
  tenant.addPassword(objectId, { displayName: 'nightly', startAt, endAt })
  return objectId
}

function idOf(name: string): string {
  return orphans.get(name) ?? ''
}

/** The newest card of a person with a button of this title about the application. */
function cardWith(personId: string, objectId: string, title: string): ShownCard {
  const card = product
    .cardsOf(personId)
    .findLast(({ actions }) => actions.some((action) => action.title === title && action.data.objectId === objectId))
  if (card === undefined) throw new Error(`${personId} has no card with ${title}`)
  return card
}

function ownersOf(objectId: string): string[] {
  return product.cloud.tenant.ownersOf(objectId).map(({ object }) => String(object.id))
}

function appIdOf(objectId: string): string {
  return String(product.cloud.tenant.applications().find(({ id }) => id === objectId)?.appId)
}

/** The manager of the owner who left names somebody, from the form behind the button. */
async function name(objectId: string, inputs: Record<string, string>, by = manager) {
  const shown = await product.say(by, `/app ${appIdOf(objectId)}`)
  const form = (await product.click(by, shown, 'Assign new owner')).card
  if (form === undefined) throw new Error('no form')
  const answer = await product.click(by, form, 'Assign new owner', inputs)
  await product.settle()
  return answer
}

async function say(personId: string, text: string) {
  const answer = await product.say(personId, text)
  await product.settle()
  return answer
}

describe('an orphaned application', () => {
  it('gets an owner when its former owner’s manager names one, who accepts and gets the alert', async () => {
    const objectId = idOf('Accepted')
    const answer = await name(objectId, { personId: candidate })
    expect(answer.card?.text).toContain('was asked to become the owner')
    expect(ownersOf(objectId)).toEqual([])

    const question = cardWith(candidate, objectId, 'Accept')
    expect(question.text).toContain('named you as its owner')
    const accepted = await product.click(candidate, question, 'Accept')
    await product.settle()
    expect(accepted.card?.text).toContain('has been an owner since')
    expect(ownersOf(objectId)).toEqual([candidate])
    expect(cardWith(candidate, objectId, 'Rotate').text).toContain('You are now an owner of this application.')
    expect(product.cardsOf(manager).some(({ text }) => text.includes('accepted and is now an owner'))).toBe(true)
    const actions = (await product.ctx.audit.about(objectId)).map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['owner-nominated', 'nomination-accepting', 'nomination-accepted']))
    const again = await product.click(candidate, question, 'Accept')
    expect(again.text).toContain('has been settled already')
  })

  it('goes back to whoever named somebody who declines, with their word', async () => {
    const objectId = idOf('Declined')
    await name(objectId, { personId: candidate })
    const question = cardWith(candidate, objectId, 'Decline')
    await product.click(candidate, question, 'Decline', { reason: 'I have never heard of it' })
    await product.settle()
    expect(ownersOf(objectId)).toEqual([])
    const told = cardWith(manager, objectId, 'Assign new owner')
    expect(told.text).toContain('declined. They wrote: I have never heard of it')
  })

  it('is nobody’s by their own word alone: an administrator has to agree to a claim', async () => {
    const objectId = idOf('Claimed')
    const claimed = await say(manager, `/claim ${appIdOf(objectId)}`)
    expect(claimed.text).toContain('An administrator has to approve it first')
    const question = cardWith(administrator, objectId, 'Approve')
    expect(question.text).toContain('wants to own it')
    const own = await product.click(manager, question, 'Approve')
    expect(own.text).toContain("Only Keyturn's administrators can decide this.")
    expect(ownersOf(objectId)).toEqual([])
    expect((await say(administrator, '/approvals')).text).toContain(appIdOf(objectId))
    await say(administrator, `/accept ${appIdOf(objectId)}`)
    expect(ownersOf(objectId)).toEqual([manager])
  })

  it('is escalated to the administrators when nobody answers in time', async () => {
    const objectId = idOf('Expired')
    await name(objectId, { personId: candidate })
    const question = cardWith(candidate, objectId, 'Accept')
    product.cloud.clock.advance(6 * DAY_MS)
    await runOpenNominations(product.ctx)
    expect(cardWith(candidate, objectId, 'Accept').activityId).toBe(question.activityId)
    product.cloud.clock.advance(DAY_MS)
    await runOpenNominations(product.ctx)
    const shown = product.cardsOf(candidate).find(({ activityId }) => activityId === question.activityId)
    expect(shown?.text).toContain('nobody answered by')
    expect(shown?.actions).toEqual([])
    expect(cardWith(administrator, objectId, 'Assign new owner').text).toContain('nobody answered in time')
    expect((await product.click(candidate, question, 'Accept')).text).toContain('settled already')
    expect(ownersOf(objectId)).toEqual([])
  })

  it('tells whoever named somebody that Teams does not reach them once, however often it tries', async () => {
    const objectId = idOf('Unreached')
    const news = () => product.cardsOf(manager).filter(({ text }) => text.includes('could not be reached in Teams yet'))
    const blocked = { status: 403, code: 'ConversationBlockedByUser', path: new RegExp(candidate) }
    product.connector.failNext(blocked, 3)
    await name(objectId, { personId: candidate })
    expect(news()).toHaveLength(1)
    for (let tick = 0; tick < 2; tick += 1) await runOpenNominations(product.ctx)
    expect(news()).toHaveLength(1)
    await runOpenNominations(product.ctx)
    expect(cardWith(candidate, objectId, 'Accept').text).toContain('named you as its owner')
  })

  it('gets its owner although the process died after Entra was asked', async () => {
    const objectId = idOf('Died')
    await name(objectId, { personId: candidate })
    const question = cardWith(candidate, objectId, 'Accept')
    product.cloud.faults.add({ method: 'POST', path: /owners\/\$ref$/, when: 'after', drop: true, times: 1 })
    const answer = await product.click(candidate, question, 'Accept')
    expect(answer.text).toContain('could not')
    product.cloud.clock.advance(10 * 60_000)
    await runOpenNominations(product.ctx)
    expect(ownersOf(objectId)).toEqual([candidate])
    const [nomination] = await product.ctx.nominations.about(objectId)
    expect(nomination).toMatchObject({ state: 'accepted' })
  })

  it('ends the nomination when Entra says no for good, and tells both people why and what to do', async () => {
    const objectId = idOf('Denied')
    await name(objectId, { personId: candidate })
    const respond = { status: 403, body: { error: { code: 'Authorization_RequestDenied', message: 'No.' } } }
    product.cloud.faults.add({ method: 'POST', path: /owners\/\$ref$/, when: 'before', respond, times: 1 })
    const answer = await product.click(candidate, cardWith(candidate, objectId, 'Accept'), 'Accept')
    await product.settle()
    expect(answer.card?.text).toContain('could not be made an owner')
    const remedy = 'application permission Application.ReadWrite.All'
    expect(cardWith(manager, objectId, 'Assign new owner').text).toContain(remedy)
    expect(product.cardsOf(candidate).at(-1)?.text).toContain(remedy)
    const [nomination] = await product.ctx.nominations.about(objectId)
    expect(nomination).toMatchObject({ state: 'failed' })
    expect((await name(objectId, { personId: candidate })).card?.text).toContain('was asked to become the owner')
  })

  it('ends the nomination when Entra does not answer for as long as it stands', async () => {
    const objectId = idOf('Unanswered')
    await name(objectId, { personId: candidate })
    const question = cardWith(candidate, objectId, 'Accept')
    product.cloud.faults.add({ method: 'POST', path: /owners\/\$ref$/, when: 'before', drop: true, times: 2 })
    await product.click(candidate, question, 'Accept')
    product.cloud.clock.advance(7 * DAY_MS)
    await runOpenNominations(product.ctx)
    const [nomination] = await product.ctx.nominations.about(objectId)
    expect(nomination).toMatchObject({ state: 'failed' })
    expect(cardWith(manager, objectId, 'Assign new owner').text).toContain('accepted but is no owner')
  })

  it('asks nobody twice at once, and takes no answer from anybody else', async () => {
    const objectId = idOf('Forwarded')
    await name(objectId, { personId: candidate })
    const before = product.cardsOf(candidate).length
    expect((await name(objectId, { personId: candidate })).card?.text).toContain('has been named already')
    expect(product.cardsOf(candidate)).toHaveLength(before)
    const question = cardWith(candidate, objectId, 'Accept')
    expect((await product.click(second, question, 'Accept')).text).toContain('Only the person who was asked')
    expect(ownersOf(objectId)).toEqual([])
    product.cloud.tenant.deleteHolder(objectId)
    expect((await product.click(candidate, question, 'Accept')).text).toContain('deleted in Entra')
  })
})

describe('an application with dangerous permissions', () => {
  it('says what its owner could do, and an administrator has to approve whoever is named', async () => {
    const objectId = idOf('Privileged')
    const permissionsOf = () => Promise.resolve([{ value: 'Directory.ReadWrite.All', api: 'Microsoft Graph' }])
    const { directory } = product.ctx
    const risky = { ...directory, permissionsOf }
    Object.assign(product.ctx, { directory: risky })
    const answer = await name(objectId, { personId: candidate })
    Object.assign(product.ctx, { directory })
    expect(answer.card?.text).toContain('An administrator has to approve it first')
    const question = cardWith(administrator, objectId, 'Approve')
    expect(question.text).toContain('change users, groups and most of the directory')
    await product.click(administrator, question, 'Approve')
    await product.settle()
    const asked = cardWith(candidate, objectId, 'Accept')
    expect(asked.text).toContain('change users, groups and most of the directory')
    await product.click(candidate, asked, 'Accept')
    await product.settle()
    expect(ownersOf(objectId)).toEqual([candidate])
  })
})

describe('/orphans', () => {
  it('offers whoever was told to claim, in one tap', async () => {
    const list = await say(administrator, '/orphans')
    expect(list.actions.map(({ title }) => title)).toContain('Claim')
    expect((await say(second, '/orphans')).actions.every(({ title }) => title === 'Open')).toBe(true)
  })
})
