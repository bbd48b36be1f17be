import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DAY_MS } from '../support/builders.ts'
import type { ShownCard } from '../support/card-json.ts'
import { type Product, startProduct } from '../support/product.ts'

let product: Product
let owner: string
let administrator: string

beforeAll(async () => {
  product = await startProduct({ applications: 20 })
  owner = String(product.cloud.tenant.cast.owner.id)
  administrator = String(product.cloud.tenant.cast.administrator.id)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())
beforeEach(() => product.cloud.faults.clear())

interface Secret {
  readonly displayName: string
  readonly startsInDays: number
  readonly endsInDays: number
  readonly usedDaysAgo?: number
}

const inDays = (days: number) => new Date(product.cloud.clock.now().getTime() + days * DAY_MS)

/** An application of the owner's, with client secrets in the order given. */
function anApplication(name: string, secrets: readonly Secret[]) {
  const { tenant } = product.cloud
  const [objectId, clientId] = [crypto.randomUUID(), crypto.randomUUID()]
  tenant.addApplication({ id: objectId, appId: clientId, displayName: name, signInAudience: 'AzureADMyOrg' })
  tenant.addOwner(objectId, owner)
  const keyIds = secrets.map(({ displayName, startsInDays, endsInDays, usedDaysAgo }) => {
    const { keyId } = tenant.addPassword(objectId, {
      displayName,
      startAt: inDays(startsInDays),
      endAt: inDays(endsInDays),
    })
    if (usedDaysAgo !== undefined) tenant.signIns.set(String(keyId), { objectId, at: inDays(-usedDaysAgo) })
    return String(keyId)
  })
  return { objectId, clientId, keyIds }
}

const replacedByDates: readonly Secret[] = [
  { displayName: 'production 2025', startsInDays: -345, endsInDays: 20 },
  { displayName: 'production 2026', startsInDays: -10, endsInDays: 355 },
]
const due: readonly Secret[] = [{ displayName: 'only one', startsInDays: -345, endsInDays: 20 }]

/** Lists lead to it as well, and are about many. */
function cardsAbout(objectId: string): ShownCard[] {
  const isAbout = ({ json, text }: ShownCard) => JSON.stringify(json).includes(objectId) && !text.startsWith('Expiring')
  return product.cardsOf(owner).filter(isAbout)
}

function onlyCardAbout(objectId: string): ShownCard {
  const [card, ...others] = cardsAbout(objectId)
  if (card === undefined || others.length > 0) throw new Error(`${others.length + 1} cards about ${objectId}`)
  return card
}

function secretsOf(objectId: string): string[] {
  const application = product.cloud.tenant.applications().find(({ id }) => id === objectId)
  return (application?.passwordCredentials ?? []).map(({ keyId }) => String(keyId))
}

const titles = ({ actions }: ShownCard) => actions.map(({ title }) => title)

async function actionsAbout(objectId: string): Promise<string[]> {
  return (await product.ctx.audit.about(objectId)).map(({ action }) => action)
}

describe('a client secret that was replaced', () => {
  it('is asked about once and quietly, however many passes follow', async () => {
    const { objectId } = anApplication('Quiet one', replacedByDates)
    const first = await product.pass()
    expect(first.skipped.superseded).toBeGreaterThan(0)
    const card = onlyCardAbout(objectId)
    expect(titles(card)).toEqual(['Remove old', 'Still in use', 'Refresh'])
    expect(card.text).toMatch(/already replaced.*production 2025.*Replaced by production 2026/s)
    const posted = product.connector.activities.size
    for (let pass = 0; pass < 10; pass += 1) expect(await product.pass()).toMatchObject({ notifications: 0 })
    expect(product.connector.activities.size).toBe(posted)
  })

  it('is asked about again by the next pass where Teams did not take the card', async () => {
    const { objectId } = anApplication('Declined card', replacedByDates)
    product.connector.failNext({ status: 403, code: 'MessageWritesBlocked' })
    await product.pass()
    expect(cardsAbout(objectId)).toEqual([])
    expect(await product.ctx.cards.about(objectId)).toMatchObject([{ refusal: 'blocked', copies: [] }])
    await product.pass()
    expect(titles(onlyCardAbout(objectId))).toContain('Remove old')
    expect(await product.ctx.cards.about(objectId)).toMatchObject([{ refusal: null }])
  })

  it('is removed after a second look, on the record, and every card says by whom', async () => {
    const { objectId, keyIds } = anApplication('Removed one', replacedByDates)
    await product.pass()
    const form = (await product.click(owner, onlyCardAbout(objectId), 'Remove old')).card
    if (form === undefined) throw new Error('no form')
    expect(titles(form)).toEqual(['Remove old', 'Back'])
    expect(form.text).toMatch(/To be removed.*production 2025.*Stays.*production 2026.*none on record.*fail at once/s)
    expect(secretsOf(objectId)).toEqual(keyIds)

    const answer = await product.click(owner, form, 'Remove old')
    await product.settle()
    expect(secretsOf(objectId)).toEqual(keyIds.slice(1))
    expect(answer.card?.text).toContain('was removed from Entra')
    const standing = product.cardsOf(owner).filter(({ text }) => text.includes('Removed one'))
    expect(standing.map(({ text }) => text)).toEqual([
      expect.stringMatching(/Old client secret removed.*Removed from Entra by/s),
    ])
    expect(await actionsAbout(objectId)).toEqual(['removal-confirmed', 'credential-removed'])
    const again = await product.click(owner, form, 'Remove old')
    expect(again.card?.text).toContain('no longer in Entra')
  })

  it('is never removed once its replacement has gone', async () => {
    const { objectId, keyIds } = anApplication('Kept one', replacedByDates)
    await product.pass()
    const form = (await product.click(owner, onlyCardAbout(objectId), 'Remove old')).card
    if (form === undefined) throw new Error('no form')
    product.cloud.tenant.removePassword(objectId, String(keyIds[1]))
    const answer = await product.click(owner, form, 'Remove old')
    expect(answer.card?.text).toContain('so it stays')
    expect(secretsOf(objectId)).toEqual(keyIds.slice(0, 1))
  })

  it.each([
    ['after the effect', 'after', 1, /Old client secret removed.*Removed from Entra by/s, 'credential-removed'],
    ['before it', 'before', 2, /Entra still lists the old one/, 'removal-failed'],
  ] as const)('when the reply is lost %s, asks once and says what Entra shows', async (_, when, left, words, end) => {
    const { objectId, clientId } = anApplication(`Lost ${when}`, replacedByDates)
    await product.pass()
    product.cloud.requests.clear()
    product.cloud.faults.add({ method: 'POST', path: /removePassword$/, when, drop: true, times: 1 })
    const answer = await product.say(owner, `/remove-old ${clientId} confirm`)
    expect(answer.text).toMatch(words)
    expect(secretsOf(objectId)).toHaveLength(left)
    expect(product.cloud.requests.all().filter(({ path }) => path.endsWith('removePassword'))).toHaveLength(1)
    expect(await actionsAbout(objectId)).toEqual(['removal-confirmed', end])
  })

  it('alerts again once a person says that it is still in use', async () => {
    const { objectId, clientId } = anApplication('Used one', replacedByDates)
    await product.pass()
    const answer = await product.click(owner, onlyCardAbout(objectId), 'Still in use')
    await product.settle()
    expect(answer.card && titles(answer.card)).toContain('Rotate')
    expect(await product.pass()).toMatchObject({ notifications: 1 })
    expect(await product.pass()).toMatchObject({ notifications: 0 })
    expect((await product.say(owner, '/expiring 30 used one')).text).not.toContain('already replaced')

    product.cloud.tenant.addPassword(objectId, { displayName: 'production 2027', endAt: inDays(400) })
    await product.pass()
    expect((await product.say(owner, '/expiring 30 used one')).text).toContain('already replaced')
    expect(titles(await product.say(owner, `/still-in-use ${clientId}`))).toContain('Rotate')
  })

  it('is known by its sign-ins, and stays known when the report does not answer', async () => {
    const { objectId } = anApplication('Moved one', [
      { displayName: 'old', startsInDays: -345, endsInDays: 20, usedDaysAgo: 45 },
      { displayName: 'new', startsInDays: -200, endsInDays: 200, usedDaysAgo: 1 },
    ])
    await product.pass()
    const card = onlyCardAbout(objectId)
    expect(titles(card)).toContain('Still in use')
    product.cloud.tenant.hasPremiumLicense = false
    product.cloud.requests.clear()
    expect(await product.pass()).toMatchObject({ notifications: 0 })
    expect((await product.say(owner, '/expiring 30 moved one')).text).toContain('already replaced')
    expect((await product.click(owner, card, 'Remove old')).card?.text).toContain('no sign-in report')
    product.cloud.tenant.hasPremiumLicense = true
  })

  it('is no question where two secrets live side by side', async () => {
    const { objectId } = anApplication('Two consumers', [
      { displayName: 'web', startsInDays: -345, endsInDays: 20, usedDaysAgo: 1 },
      { displayName: 'batch', startsInDays: -200, endsInDays: 200, usedDaysAgo: 1 },
    ])
    await product.pass()
    expect(titles(onlyCardAbout(objectId))).toContain('Rotate')
    expect(titles(onlyCardAbout(objectId))).not.toContain('Remove old')
  })

  it('may be removed by nobody but who may act on the application', async () => {
    const { objectId, keyIds } = anApplication('Foreign one', replacedByDates)
    await product.pass()
    const stranger = String(product.cloud.tenant.cast.secondOwner.id)
    const answer = await product.click(stranger, onlyCardAbout(objectId), 'Remove old')
    expect(answer.text).toContain('Only the owners')
    expect(secretsOf(objectId)).toEqual(keyIds)
  })
})

describe('an exclusion', () => {
  it('needs an administrator, an end and a reason, is shown, and ends by itself or by word', async () => {
    const { objectId, clientId } = anApplication('Vendor managed', due)
    expect((await product.say(owner, `/exclude ${clientId} 30 mine`)).text).toContain('For administrators')
    expect((await product.say(administrator, `/exclude ${clientId} 30 the vendor`)).text).toContain(
      'No such application',
    )
    await product.pass()
    expect(cardsAbout(objectId)).toHaveLength(1)
    expect((await product.say(administrator, `/exclude ${clientId} 400 the vendor`)).text).toContain('1 to 365')
    expect((await product.say(administrator, `/exclude ${clientId} 9`)).text).toContain('Give the reason')
    await product.say(administrator, `/exclude ${clientId} 9 the vendor renews it`)
    expect((await product.say(administrator, '/policy')).text).toMatch(/Vendor managed.*the vendor renews it/s)
    expect((await product.say(owner, '/policy')).text).not.toContain('the vendor renews it')

    product.cloud.clock.advance(8 * DAY_MS)
    const silent = await product.pass()
    expect(silent.skipped.excluded).toBe(1)
    expect(cardsAbout(objectId)).toHaveLength(1)
    product.cloud.clock.advance(2 * DAY_MS)
    const [first] = cardsAbout(objectId)
    expect((await product.pass()).skipped.excluded).toBeUndefined()
    expect(onlyCardAbout(objectId).activityId).not.toBe(first?.activityId)

    await product.say(administrator, `/exclude ${clientId} 9 once more`)
    expect((await product.say(administrator, `/include ${clientId}`)).text).toContain('Included again')
    expect(await actionsAbout(objectId)).toEqual(['alert-sent', 'excluded', 'alert-sent', 'excluded', 'included'])
  })
})

describe('a snooze', () => {
  it('ends when the next alert is due, says so, and shows its reason', async () => {
    const { objectId, clientId } = anApplication('Snoozed one', [{ ...due[0], endsInDays: 17 } as Secret])
    await product.pass()
    const answer = await product.say(owner, `/snooze ${clientId} 7 waiting for the vendor`)
    expect(answer.text).toMatch(/until .*, when the next alert is due\..*waiting for the vendor/s)
    const [snooze] = (await product.ctx.approvals.about(objectId)).snoozes
    expect(Math.abs(Number(snooze?.untilAt) - Number(inDays(3)))).toBeLessThan(60_000)
    expect((await product.say(administrator, '/policy')).text).toContain('waiting for the vendor')
    product.cloud.clock.advance(3 * DAY_MS + 1_000)
    const before = cardsAbout(objectId).map(({ activityId }) => activityId)
    await product.pass()
    expect(before).not.toContain(onlyCardAbout(objectId).activityId)
  })
})
