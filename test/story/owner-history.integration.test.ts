import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'

const DAY_MS = 86_400_000
const application = { id: randomUUID(), appId: randomUUID(), displayName: 'Ledger sync' }
/** `/history`'s way of writing days, by what was done before the pass of that day. */
const days: Record<string, string> = {}
let product: Product
let owner: string
let second: string
let administrator: string
let formerManager: string

/** Something happens, then ten days later a pass looks. */
async function tenDaysAfter(name: string, happens: () => void): Promise<void> {
  happens()
  product.cloud.clock.advance(10 * DAY_MS)
  await product.pass()
  days[name] = product.cloud.clock.now().toISOString().slice(0, 10)
}

const ask = (personId: string, rest = '') => product.say(personId, `/history ${application.appId} ${rest}`)

beforeAll(async () => {
  product = await startProduct({ applications: 20 })
  const { tenant } = product.cloud
  owner = String(tenant.cast.owner.id)
  second = String(tenant.cast.secondOwner.id)
  administrator = String(tenant.cast.administrator.id)
  formerManager = String(tenant.managerOf(owner)?.displayName)
  tenant.addApplication(application)
  await tenDaysAfter('owned', () => tenant.addOwner(application.id, owner))
  await tenDaysAfter('moved', () => tenant.managerIds.set(owner, administrator))
  await tenDaysAfter('disabled', () => tenant.setAccountEnabled(owner, false))
  await tenDaysAfter('removed', () => {
    tenant.removeOwner(application.id, owner)
    tenant.addOwner(application.id, second)
  })
  await tenDaysAfter('back', () => {
    tenant.setAccountEnabled(owner, true)
    tenant.addOwner(application.id, owner)
  })
  await tenDaysAfter('gone', () => tenant.leave(owner))
}, 120_000)
afterAll(() => product[Symbol.asyncDispose]())

describe('who owned an application and who their manager was', () => {
  const lineAfter = (text: string, line: string) => text.split('\n')[text.split('\n').indexOf(line) + 1]

  it('is known for the day on which somebody owned it, under the manager of that time', async () => {
    const { text } = await ask(administrator, days.owned)
    expect(text).toContain('Olivia Brandt')
    expect(lineAfter(text, 'Olivia Brandt')).toContain(`Manager then: ${formerManager}`)
  })

  it('follows a change of manager, and says that the account was disabled', async () => {
    const admin = String(product.cloud.tenant.cast.administrator.displayName)
    expect(lineAfter((await ask(administrator, days.moved)).text, 'Olivia Brandt')).toContain(`Manager then: ${admin}`)
    expect(lineAfter((await ask(administrator, days.disabled)).text, 'Olivia Brandt')).toContain('Account disabled')
    expect(lineAfter((await ask(administrator, days.moved)).text, 'Olivia Brandt')).not.toContain('disabled')
  })

  it('knows the time between being removed and coming back', async () => {
    expect((await ask(administrator, days.removed)).text).not.toContain('Olivia Brandt')
    const back = await ask(administrator, days.back)
    expect(back.text).toContain('Olivia Brandt')
    expect(back.text).toContain(String(product.cloud.tenant.cast.secondOwner.displayName))
  })

  it('does not name somebody whom Entra has deleted as owner of today, but as the former owner', async () => {
    expect((await ask(administrator, days.gone)).text).not.toContain('Olivia Brandt')
    const seen = await product.ctx.holders.get(application.id)
    expect(seen?.formerOwners).toMatchObject([{ personId: owner, displayName: 'Olivia Brandt' }])
    const [person] = (await product.ctx.people.getMany([owner])).values()
    expect(person?.manager?.personId).toBe(administrator)
    expect(person?.spans.every(({ untilAt }) => untilAt !== null)).toBe(true)
  })
})

describe('/history', () => {
  it('tells an owner the whole story, newest first', async () => {
    const { text } = await ask(second)
    const told = text.split('\n').filter((line) => /owner/.test(line))
    expect(told).toEqual([
      'Olivia Brandt was last seen as an owner',
      'Olivia Brandt became an owner',
      expect.stringMatching(/became an owner$/),
      'Olivia Brandt was last seen as an owner',
      'Olivia Brandt was an owner when Keyturn first looked',
    ])
  })

  it('tells what people did, by name and without ids', async () => {
    await product.say(administrator, `/assign ${application.appId} ${product.cloud.tenant.cast.manager.mail}`)
    const { text } = await ask(second)
    expect(text).toContain('assigned an owner')
    expect(text.replace(application.appId, '')).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/)
  })

  it('is nobody’s business who is neither owner nor administrator', async () => {
    const stranger = String(product.cloud.tenant.cast.manager.id)
    const report = product.cloud.tenant.people().find(({ id }) => ![stranger, second, administrator].includes(id))
    expect((await ask(String(report?.id))).text).toContain('No such application')
  })

  it.each(['2025-02-30', '2999-01-01', '2025-13-01'])('says what is wrong with the day %s', async (day) => {
    expect((await ask(administrator, day)).text).toContain('no day that can be looked up')
  })

  it('does not know tomorrow, whatever the hour', async () => {
    const tomorrow = new Date(product.cloud.clock.now().getTime() + DAY_MS).toISOString().slice(0, 10)
    expect((await ask(administrator, tomorrow)).text).toContain('no day that can be looked up')
  })

  it('asks for the application where none is named', async () => {
    expect((await product.say(administrator, '/history')).text).toContain('Which application?')
  })
})

describe('after two years', () => {
  it('a pass forgets who left, even where nothing else has changed', async () => {
    product.cloud.clock.advance(735 * DAY_MS)
    await product.pass()
    const seen = await product.ctx.holders.get(application.id)
    expect(seen?.ownerHistory.spans.map(({ personId }) => personId)).not.toContain(owner)
    expect(seen?.formerOwners).toEqual([])
    expect(await product.ctx.people.getMany([owner])).toEqual(new Map())
    const before = await ask(administrator, days.owned)
    expect(before.text).toContain('before anything is known')
  })
})
