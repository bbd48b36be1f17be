import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runOpenRequests } from '../../src/run/requests/run-requests.ts'
import type { ShownCard } from '../support/card-json.ts'
import { type Product, startProduct } from '../support/product.ts'

const HOUR_MS = 60 * 60_000

let product: Product
let owner: string
let second: string
let manager: string
let administrator: string
/** Two owners, and permission to all files. */
let shared: { objectId: string; clientId: string }
/** One owner, and permission to the directory; the owner is the only administrator. */
let own: { objectId: string; clientId: string }

beforeAll(async () => {
  product = await startProduct({ applications: 40 })
  const { cast } = product.cloud.tenant
  owner = String(cast.owner.id)
  second = String(cast.secondOwner.id)
  manager = String(cast.manager.id)
  administrator = String(cast.administrator.id)
  shared = named('Invoice archive')
  own = named('Directory reporting')
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

function named(name: string) {
  const found = product.cloud.tenant.applications().find(({ displayName }) => displayName === name)
  return { objectId: String(found?.id), clientId: String(found?.appId) }
}

/** The newest card of this person that shows these words. */
function cardWith(personId: string, words: string): ShownCard {
  const card = product.cardsOf(personId).findLast(({ text }) => text.includes(words))
  if (card === undefined) throw new Error(`no card says ${words}`)
  return card
}

async function stateOf({ objectId }: { objectId: string }): Promise<string | undefined> {
  const all = await product.ctx.rotations.about(objectId)
  return all.toSorted((a, b) => b.approvedAt.getTime() - a.approvedAt.getTime())[0]?.state
}

function secretsOf({ objectId }: { objectId: string }): number {
  return product.cloud.tenant.applications().find(({ id }) => id === objectId)?.passwordCredentials.length ?? 0
}

describe('a rotation of an application that may do a lot', () => {
  it('is not started by one person: another owner is asked, with what they need to know', async () => {
    const before = secretsOf(shared)
    const answer = await product.say(owner, `rotate ${shared.clientId}`)
    expect(answer.text).toContain('Rotation waits for a second person')
    await product.settle()
    expect(secretsOf(shared)).toBe(before)
    expect(await stateOf(shared)).toBe('proposed')

    const asked = cardWith(second, 'wants to rotate it')
    const review = await product.click(second, asked, 'Approve renewal')
    expect(review.card?.text).toContain('Files.ReadWrite.All')
    expect(review.card?.text).toContain('Last rotated by')
    expect(review.card?.text).toContain('Chose Rotate as an owner')
  })

  it('is not approved by whoever asked, nor by somebody who was not', async () => {
    const own = await product.say(owner, `approve ${shared.clientId} I am sure`)
    expect(own.text).toContain('You asked for this rotation yourself')
    const stranger = await product.say(manager, `approve ${shared.clientId} fine with me`)
    expect(stranger.text).not.toContain('Rotation in progress')
    expect(await stateOf(shared)).toBe('proposed')
  })

  it('is started by the second person, whose reason is kept, and every card shows it', async () => {
    const form = (await product.click(second, cardWith(second, 'wants to rotate it'), 'Approve renewal')).card
    if (form === undefined) throw new Error('no form')
    const without = await product.click(second, form, 'Approve renewal', { reason: ' ' })
    expect(without.card?.text).toContain('Please give the reason')
    await product.click(second, form, 'Approve renewal', { reason: 'Reviewed with finance' })
    await product.settle()
    expect(await stateOf(shared)).toBe('awaitingDeployment')
    expect(cardWith(owner, 'waits for deployment').text).toContain('had a new one made')
    const events = await product.ctx.audit.about(shared.objectId)
    expect(events.find(({ action }) => action === 'rotation-approved')).toMatchObject({
      actor: { personId: second },
      detail: 'Reviewed with finance',
    })
  })
})

describe('a request', () => {
  it('is decided once, whoever answers at the same moment', async () => {
    await product.say(owner, `confirm ${shared.clientId}`)
    await product.settle()
    const newest = (await product.ctx.rotations.about(shared.objectId))[0]?.newKeyId
    const card = await product.say(owner, `app ${shared.clientId}`)
    await product.click(owner, card, 'Rotate', { keyId: String(newest) })
    await product.settle()
    await Promise.all([
      product.say(second, `approve ${shared.clientId} yes`),
      product.say(administrator, `decline ${shared.clientId} no`),
    ])
    await product.settle()
    const ended = await stateOf(shared)
    expect(['awaitingDeployment', 'cancelled']).toContain(ended)
    const decided = (await product.ctx.audit.about(shared.objectId)).filter(
      ({ action, detail }) => (action === 'rotation-approved' && detail === 'yes') || detail === 'Declined: no',
    )
    expect(decided).toHaveLength(1)
  })

  it('reminds once at half of its time, asks the administrators as well, and ends without an answer', async () => {
    if ((await stateOf(shared)) === 'awaitingDeployment') {
      await product.say(owner, `undo ${shared.clientId}`)
      await product.settle()
    }
    const newest = product.cloud.tenant
      .applications()
      .find(({ id }) => id === shared.objectId)
      ?.passwordCredentials.at(-1)?.keyId
    await product.click(owner, await product.say(owner, `app ${shared.clientId}`), 'Rotate', { keyId: String(newest) })
    await product.settle()
    const reminders = () => product.cardsOf(second).filter(({ text }) => text.includes('A reminder')).length
    product.cloud.clock.advance(37 * HOUR_MS)
    await runOpenRequests(product.ctx)
    await runOpenRequests(product.ctx)
    expect(reminders()).toBe(1)
    expect(cardWith(manager, 'wants what').text).toContain('a second person has to agree')

    product.cloud.clock.advance(36 * HOUR_MS)
    await runOpenRequests(product.ctx)
    expect(await stateOf(shared)).toBe('cancelled')
    expect(cardWith(owner, 'was not approved').text).toContain('within 72 hours')
  })

  it('is not approved in an emergency that nobody else would hear of', async () => {
    const answer = await product.say(administrator, `rotate ${own.clientId}`)
    expect(answer.text).toContain('waits for a second person')
    await product.settle()
    const alone = await product.say(administrator, `approve ${own.clientId} production is down`)
    expect(alone.text).toContain('neither an administrators')
    await product.settle()
    expect(await stateOf(own)).toBe('proposed')
  })
})

describe('a secret that has leaked', () => {
  it('is rotated at once, and the old one goes when two people want that, who read what will break', async () => {
    const pipeline = named('Budget dashboard')
    await product.say(owner, `rotate ${pipeline.clientId}`)
    await product.settle()
    expect(await stateOf(pipeline)).toBe('awaitingDeployment')
    const asked = await product.say(owner, `remove-old ${pipeline.clientId}`)
    expect(asked.text).toContain('This ends the rotation before it is known that nothing uses the old one')
    await product.say(owner, `remove-old ${pipeline.clientId} confirm`)
    await product.settle()
    const again = await product.say(owner, `remove-old ${pipeline.clientId} confirm`)
    expect(again.text).toContain('a second person has to choose Remove old')
    expect(await stateOf(pipeline)).toBe('awaitingDeployment')
    expect(cardWith(second, 'a removal waits').text).toContain('wants the old one removed at once')

    await product.say(second, `remove-old ${pipeline.clientId} confirm`)
    await product.settle()
    expect(await stateOf(pipeline)).toBe('done')
    expect(secretsOf(pipeline)).toBe(1)
  })
})

describe('a secret that nobody needs any more', () => {
  it('goes when two people say so, who read that nothing replaces it', async () => {
    const dashboard = named('Travel expense connector')
    const before = secretsOf(dashboard)
    const asked = await product.say(owner, `not-needed ${dashboard.clientId}`)
    expect(asked.text).toContain('Nothing replaces it')
    await product.say(owner, `not-needed ${dashboard.clientId} confirm`)
    const again = await product.say(owner, `not-needed ${dashboard.clientId} confirm`)
    expect(again.text).toContain('a second person has to choose')
    expect(secretsOf(dashboard)).toBe(before)
    await product.say(administrator, `not-needed ${dashboard.clientId} confirm`)
    await product.settle()
    expect(secretsOf(dashboard)).toBe(before - 1)
  })
})
