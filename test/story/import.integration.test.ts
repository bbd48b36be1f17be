import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ShownCard } from '../support/card-json.ts'
import { type Product, startProduct } from '../support/product.ts'

let product: Product
let administrator: string
let files: Server
let fileText = ''

beforeAll(async () => {
  product = await startProduct({ applications: 60 })
  administrator = String(product.cloud.tenant.cast.administrator.id)
  files = createServer((_, answer) => answer.end(fileText)).listen(0, '127.0.0.1')
  await product.pass()
})
afterAll(async () => {
  files.close()
  await product[Symbol.asyncDispose]()
})

const clientIdOf = (name: string) => applicationNamed(name).appId
const ownersOf = (name: string) =>
  product.cloud.tenant.ownersOf(applicationNamed(name).id).map(({ object }) => String(object.id))
const secondOwner = () => product.cloud.tenant.cast.secondOwner
const manager = () => product.cloud.tenant.cast.manager

function applicationNamed(name: string) {
  const found = product.cloud.tenant.applications().find(({ displayName }) => displayName === name)
  if (found === undefined) throw new Error(`no application ${name}`)
  return found
}

function attached(fileType = 'csv') {
  const address = files.address()
  const port = typeof address === 'object' ? address?.port : 0
  return {
    text: '',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.teams.file.download.info',
        name: `owners.${fileType}`,
        content: { downloadUrl: `http://127.0.0.1:${port}/owners`, fileType, uniqueId: 'x' },
      },
    ],
  }
}

async function applied(card: ShownCard): Promise<ShownCard> {
  const { card: result } = await product.click(administrator, card, 'Apply')
  if (result === undefined) throw new Error('no card answered Apply')
  await product.settle()
  return result
}

describe('an import', () => {
  it('shows a preview that judges each line by itself, and changes nothing', async () => {
    const lines = [
      'clientId,owner',
      `${clientIdOf('Badge reader gateway')},${secondOwner().mail}`,
      `${clientIdOf('Badge reader gateway')};"${secondOwner().id}"`,
      `not-an-id\t${secondOwner().mail}`,
      `00000000-0000-4000-8000-000000000001,${secondOwner().mail}`,
      `${clientIdOf('Payroll export')},nobody@nowhere.example`,
      `${clientIdOf('Payroll export')},"open quote`,
      `${clientIdOf('Invoice archive')},${secondOwner().mail}`,
    ]
    const card = await product.say(administrator, `/import\r\n${lines.join('\r\n')}`)
    expect(card.text).toContain(`Badge reader gateway ← ${secondOwner().displayName}`)
    expect(card.text).toContain('1 to add · 6 left out')
    expect(card.text).toMatch(
      /Line 3: \nSays the same as line 2.*Line 4: \nThe first field is no client ID.*Line 5: \nNo application.*Line 6: \nNobody in Entra.*Line 7: \nThis is no pair.*Line 8: \n.* is an owner already/s,
    )
    expect(card.actions.map(({ title }) => title)).toEqual(['Apply', 'Cancel'])
    expect(ownersOf('Badge reader gateway')).toEqual([])
  })

  it('understands lines as Teams sends them, and applies what was previewed, once, with its record', async () => {
    const line = `${clientIdOf('Badge reader gateway')},<a href="mailto:x">${secondOwner().mail}</a>`
    const card = await product.say(administrator, `<p>/import</p><p>${line}</p>`)
    const [first, second] = await Promise.all([
      product.click(administrator, card, 'Apply'),
      product.click(administrator, card, 'Apply'),
    ])
    await product.settle()
    expect([first, second].some(({ card: shown }) => shown?.text.includes('✓ added'))).toBe(true)
    expect(ownersOf('Badge reader gateway')).toEqual([String(secondOwner().id)])
    const events = await product.ctx.audit.about(applicationNamed('Badge reader gateway').id)
    expect(events.filter(({ action }) => action === 'owner-assigned')).toHaveLength(1)

    const again = await applied(card)
    expect(again.text).toContain('Owners imported')
    expect(again.actions).toEqual([])
  })

  it('takes an attached file without a word, applies by chat command, and shows the owner on open cards', async () => {
    fileText = `\ufeff${clientIdOf('Payroll export')};${manager().userPrincipalName}\n`
    const card = await product.say(administrator, '', attached())
    expect(card.text).toContain(`Payroll export ← ${manager().displayName}`)
    const result = await product.say(administrator, '/import apply')
    expect(result.text).toContain('✓ added')
    expect(ownersOf('Payroll export')).toContain(String(manager().id))
    const owner = String(product.cloud.tenant.cast.owner.id)
    const shown = product.cardsOf(owner).find(({ text }) => text.includes('Payroll export'))
    expect(shown?.text).toContain(String(manager().displayName))
  })

  it('says what became of each line when things changed since the preview', async () => {
    const [gone, kept] = ['Tax reporting', 'Meeting room panel']
    const lines = [gone, kept].map((name) => `${clientIdOf(name)},${manager().mail}`)
    const card = await product.say(administrator, `/import\n${lines.join('\n')}`)
    product.cloud.tenant.deleteHolder(applicationNamed(gone).id)
    const result = await applied(card)
    expect(result.text).toContain('1 added · 1 left out')
    expect(result.text).toMatch(/Line 1: \nThe application was deleted meanwhile/)
    expect(ownersOf(kept)).toEqual([String(manager().id)])
  })

  it('goes on where it stopped', async () => {
    const names = ['Fleet sensor import', 'Partner exchange']
    const lines = names.map((name) => `${clientIdOf(name)},${manager().mail}`)
    const card = await product.say(administrator, `/import\n${lines.join('\n')}`)
    const path = new RegExp(`${applicationNamed('Partner exchange').id}/owners`)
    product.cloud.faults.add({ method: 'POST', path, times: 1, when: 'after', drop: true })
    const stopped = await applied(card)
    expect(stopped.text).toContain('Import stopped half-way')
    expect(stopped.text).toContain('1 added · 1 to add')
    const finished = await applied(stopped)
    expect(finished.text).toContain('Owners imported')
    for (const name of names) expect(ownersOf(name)).toContain(String(manager().id))
    const events = await product.ctx.audit.about(applicationNamed('Partner exchange').id)
    expect(events.filter(({ action }) => action === 'owner-assigned')).toHaveLength(1)
  })

  it('can be cancelled, and then not be applied', async () => {
    const card = await product.say(administrator, `/import\n${clientIdOf('Mail relay')},${manager().mail}`)
    expect((await product.say(administrator, '/import cancel')).text).toContain('Import cancelled')
    expect((await applied(card)).text).toContain('Import cancelled')
    expect(ownersOf('Mail relay')).not.toContain(String(manager().id))
    expect((await product.say(administrator, '/import apply')).text).toContain('There is no open import')
  })

  it('is for administrators, in their own chat, and each sees only their own', async () => {
    const owner = String(product.cloud.tenant.cast.owner.id)
    expect((await product.say(owner, '/import\na,b')).text).toContain('For administrators')
    const channel = { conversation: { id: '19:ops@thread.tacv2', conversationType: 'channel', isGroup: true } }
    expect((await product.say(administrator, '/import\na,b', channel)).text).toContain('In your own chat')
    const card = await product.say(administrator, `/import\n${clientIdOf('Mail relay')},${manager().mail}`)
    expect((await product.click(owner, card, 'Apply')).text).toContain('administrators')
    expect(ownersOf('Mail relay')).not.toContain(String(manager().id))
  })

  it('explains what it needs when there is nothing to read', async () => {
    expect((await product.say(administrator, '/import')).text).toContain('Import owners')
    expect((await product.say(administrator, '', attached('docx'))).text).toContain('That is no CSV')
    fileText = 'x'.repeat(1_000_001)
    expect((await product.say(administrator, '/import', attached())).text).toContain('larger than 1 MB')
    fileText = 'a,b\n'.repeat(501)
    expect((await product.say(administrator, '/import', attached())).text).toContain('Too many lines')
  })
})
