import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Product, startProduct } from '../support/product.ts'

let product: Product
let owner: string
let administrator: string
const channel = { conversation: { id: '19:ops@thread.tacv2;messageid=17', conversationType: 'channel', isGroup: true } }

beforeAll(async () => {
  product = await startProduct({ applications: 60 })
  const { cast } = product.cloud.tenant
  owner = String(cast.owner.id)
  administrator = String(cast.administrator.id)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

describe('commands', () => {
  it.each(['/expiring', 'expiring', '  EXPIRING  ', '<at>Keyturn</at> <at>Keyturn</at>&nbsp;/expiring 30'])(
    'understand %j',
    async (text) => {
      const answer = await product.say(owner, text)
      expect(answer.text).toContain('Expiring within 30 days')
      expect(answer.text).toContain('Payroll export')
    },
  )

  it('show owners their applications and administrators all', async () => {
    const mine = await product.say(owner, '/expiring 30')
    const all = await product.say(administrator, '/expiring 30')
    expect(all.text.length).toBeGreaterThan(mine.text.length)
    expect(mine.text).toContain('that you own')
    expect(all.text).toContain('All applications')
  })

  it('filter by days and by text', async () => {
    expect((await product.say(administrator, '/expiring 0 no such name')).text).toContain('No application of that name')
    expect((await product.say(administrator, '/expiring payroll')).text).toContain('Payroll export')
    expect((await product.say(administrator, '/expiring 999999')).text).toContain('no number of days')
  })

  it('list what a person owns', async () => {
    expect((await product.say(owner, '/mine')).text).toContain('Payroll export')
    const stranger = product.cloud.tenant
      .people()
      .find(({ id }) => product.cloud.tenant.ownedBy(String(id)).length === 0)
    expect((await product.say(String(stranger?.id), 'mine')).text).toContain('You own no application')
  })

  it('show one application by name or client id, and nothing of others’', async () => {
    const shown = await product.say(owner, '/app payroll export')
    expect(shown.text).toContain('Payroll export')
    expect(shown.actions.map(({ title }) => title)).toContain('Rotate')
    const foreign = product.cloud.tenant
      .applications()
      .find(({ id }) => !product.cloud.tenant.ownersOf(id).some(({ object }) => object.id === owner))
    const answer = await product.say(owner, `/app ${foreign?.appId}`)
    expect(answer.text).toContain('No such application')
    expect(answer.text).not.toContain(String(foreign?.displayName))
  })

  it.each(['/app payroll export <at>Keyturn</at>', '/ app “Payroll export”'])(
    'understand a name in %j',
    async (text) => {
      const recipient = { id: '28:keyturn', name: 'Keyturn' }
      const entities = [{ type: 'mention', mentioned: recipient, text: '<at>Keyturn</at>' }]
      expect((await product.say(owner, text, { recipient, entities })).text).toContain('Payroll export')
    },
  )

  it('update the card that /app showed when the matter moves', async () => {
    const shown = await product.say(owner, '/app payroll export')
    await product.say(owner, '/rotate payroll export')
    const updated = product.connector.activities.get(`${shown.conversationId}/${shown.activityId}`)
    expect(JSON.stringify(updated)).toContain('Confirm deployed')
  })

  it('are buttons too, where a client sends a click as a message', async () => {
    const shown = await product.say(owner, '/app payroll export')
    const refresh = shown.actions.find(({ title }) => title === 'Refresh')
    const value = { ...refresh?.data, verb: refresh?.verb }
    expect((await product.say(owner, '', { text: null, value })).text).toContain('Payroll export')
    const stranger = await product.say(administrator, '', { text: null, value: { ...value, verb: 'nothing' } })
    expect(stranger.text).toContain('does not know this button')
  })

  it('answer unknown text with help and the nearest command', async () => {
    const answer = await product.say(owner, '/expirng now {{DATE(2026-01-01T00:00:00Z)}} [x](https://evil.example)')
    expect(answer.text).toContain('/expiring')
    expect(answer.text).not.toContain('{{DATE(2026')
  })

  it('ask which application is meant where a name is missing or fits several', async () => {
    expect((await product.say(owner, '/rotate')).text).toContain('Which application?')
    expect((await product.say(administrator, '/rotate e')).text).toContain('Several applications match')
  })

  it('keep administrators’ commands to administrators', async () => {
    for (const text of ['/scan', '/digest on']) expect((await product.say(owner, text)).text).toContain('Only Keyturn')
  })

  it('run a pass on demand and post its result', async () => {
    const answer = await product.say(administrator, '/scan')
    expect(answer.text).toContain('Scan started')
    await product.settle()
    const status = product.cardsOf(administrator).at(-1)
    expect(status?.text).toMatch(/60 applications|applications/)
    expect((await product.say(owner, '/status')).text).toContain('60')
  })

  it('post digests to a channel, now and after passes, until switched off', async () => {
    expect((await product.say(administrator, '/digest on', channel)).text).toContain('Digest is on')
    expect((await product.say(administrator, '/digest now', channel)).text.length).toBeGreaterThan(50)
    const before = product.connector.activities.size
    await product.pass()
    expect(product.connector.activities.size).toBe(before + 1)
    await product.pass()
    expect(product.connector.activities.size).toBe(before + 1)
    product.cloud.clock.advance(24 * 3_600_000)
    await product.pass()
    const digests = [...product.connector.activities.keys()].filter((key) =>
      key.startsWith('19:ops@thread.tacv2;messageid'),
    )
    expect(digests.length).toBeGreaterThanOrEqual(2)
    expect((await product.say(administrator, '/digest off', channel)).text).toContain('Digest is off')
    expect(await product.ctx.conversations.channel('19:ops@thread.tacv2')).toMatchObject({ digest: 'off' })
  })
})
