import { TableClient } from '@azure/data-tables'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ShownCard } from '../support/card-json.ts'
import { type Product, startProduct } from '../support/product.ts'

let product: Product
let owner: string
let secondOwner: string
let stranger: string

beforeAll(async () => {
  product = await startProduct({ applications: 60, settings: { FOUR_EYES: 'none' } })
  const { cast } = product.cloud.tenant
  owner = String(cast.owner.id)
  secondOwner = String(cast.secondOwner.id)
  stranger = String(
    product.cloud.tenant.people().find(({ id }) => !Object.values(cast).some((one) => one.id === id))?.id,
  )
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

/** An alert that both owners hold and whose client secret nobody has touched yet. */
function sharedAlert(): { mine: ShownCard; theirs: ShownCard } {
  for (const mine of product.cardsOf(owner).filter(isRotatable)) {
    const theirs = product
      .cardsOf(secondOwner)
      .find((card) => card.actions[0]?.data.objectId === mine.actions[0]?.data.objectId)
    if (theirs !== undefined) return { mine, theirs }
  }
  throw new Error('the owners share no application')
}

function freshAlert(): ShownCard {
  const card = product.cardsOf(owner).find(isRotatable)
  if (card === undefined) throw new Error('no card left to rotate')
  return card
}

function isRotatable({ actions }: ShownCard): boolean {
  return actions.some(({ title }) => title === 'Rotate') && actions.some(({ title }) => title === 'Approve renewal')
}

function secretsOf(objectId: unknown): string[] {
  const application = product.cloud.tenant.applications().find(({ id }) => id === objectId)
  return (application?.passwordCredentials ?? []).map(({ keyId }) => String(keyId))
}

function vaultNames(): string[] {
  return product.cloud.vault
    .names()
    .filter(({ deleted }) => !deleted)
    .map(({ name }) => name)
}

/** Each row of every table, as text. */
async function everyRow(): Promise<string> {
  const rows: string[] = []
  for (const name of ['keyturnHolders', 'keyturnPeople', 'keyturnRecords', 'keyturnConversations', 'keyturnPasses']) {
    const table = TableClient.fromConnectionString(product.connectionString, name, { allowInsecureConnection: true })
    for await (const row of table.listEntities()) rows.push(JSON.stringify(row))
  }
  return rows.join('\n')
}

describe('Rotate', () => {
  it('makes a new secret, keeps the old one, shows everybody where it is, and its value nowhere', async () => {
    const { mine } = sharedAlert()
    const objectId = mine.actions[0]?.data.objectId
    const before = secretsOf(objectId)
    const answer = await product.click(owner, mine, 'Rotate')
    await product.settle()

    expect(answer.type).toBe('application/vnd.microsoft.card.adaptive')
    const [name] = vaultNames()
    expect(answer.card?.text).toContain(name)
    expect(answer.card?.text).toContain('Olivia Brandt')
    expect(secretsOf(objectId)).toEqual(expect.arrayContaining(before))
    expect(secretsOf(objectId)).toHaveLength(before.length + 1)
    for (const person of [owner, secondOwner]) {
      const shown = product.cardsOf(person).find(({ actions }) => actions[0]?.data.objectId === objectId)
      expect(shown?.text).toContain(name)
      expect(shown?.actions.map(({ title }) => title)).toContain('Confirm deployed')
    }

    const value = await product.secretValue(String(name))
    expect(value.length).toBeGreaterThan(16)
    const sent = JSON.stringify(product.connector.requests)
    for (const place of [product.heard(), sent, await everyRow()]) expect(place).not.toContain(value)
  })

  it('takes effect once, however often it is clicked', async () => {
    const card = freshAlert()
    const objectId = card.actions[0]?.data.objectId
    const before = { vault: vaultNames().length, secrets: secretsOf(objectId).length }
    const answers = await Promise.all([1, 2, 3, 4].map(() => product.click(owner, card, 'Rotate')))
    await product.settle()
    const late = await product.click(owner, card, 'Rotate')
    expect(answers.every(({ type }) => type === 'application/vnd.microsoft.card.adaptive')).toBe(true)
    expect(late.card?.text).toContain('rotated already')
    expect(vaultNames()).toHaveLength(before.vault + 1)
    expect(secretsOf(objectId)).toHaveLength(before.secrets + 1)
  })

  it('is refused to a stranger with a forwarded card, and leaves no trace but the record', async () => {
    const card = freshAlert()
    const objectId = String(card.actions[0]?.data.objectId)
    const before = { vault: vaultNames().length, secrets: secretsOf(objectId) }
    const answer = await product.click(stranger, card, 'Rotate')
    expect(answer).toMatchObject({ type: 'application/vnd.microsoft.activity.message', card: undefined })
    expect(answer.text).toContain('Only the owners')
    expect(vaultNames()).toHaveLength(before.vault)
    expect(secretsOf(objectId)).toEqual(before.secrets)
    expect((await product.ctx.audit.about(objectId)).at(-1)).toMatchObject({
      action: 'action-refused',
      actor: { personId: stranger },
    })
  })

  it('is refused to an owner whose account was disabled a moment ago', async () => {
    const card = freshAlert()
    product.cloud.tenant.setAccountEnabled(owner, false)
    const answer = await product.click(owner, card, 'Rotate')
    product.cloud.tenant.setAccountEnabled(owner, true)
    expect(answer.text).toContain('Only the owners')
  })

  it('looks the application up anew: foreign and malformed ids in the card do nothing', async () => {
    const card = freshAlert()
    const before = vaultNames().length
    for (const changed of [
      { objectId: 'x' },
      { objectId: '00000000-0000-0000-0000-000000000000' },
      { kind: 'user' },
      { keyId: '../secrets' },
    ]) {
      const answer = await product.click(owner, card, 'Rotate', changed as Record<string, string>)
      expect([200, 400]).toContain(answer.statusCode)
    }
    expect(vaultNames()).toHaveLength(before)
  })
})

describe('Confirm deployed', () => {
  it('removes the old secret and settles the card for everybody', async () => {
    const waiting = product
      .cardsOf(owner)
      .find(({ actions }) => actions.some(({ title }) => title === 'Confirm deployed'))
    if (waiting === undefined) throw new Error('nothing waits to be deployed')
    const objectId = waiting.actions[0]?.data.objectId
    const oldKeyId = String(waiting.actions[0]?.data.keyId)
    expect(secretsOf(objectId)).toContain(oldKeyId)
    const answer = await product.click(owner, waiting, 'Confirm deployed')
    await product.settle()
    expect(secretsOf(objectId)).not.toContain(oldKeyId)
    expect(answer.card?.text).toContain('Rotated by Olivia Brandt')
    const copies = [...product.connector.activities.values()].filter((activity) =>
      JSON.stringify(activity).includes(String(objectId)),
    )
    for (const copy of copies) expect(JSON.stringify(copy)).not.toContain('"Rotate"')
    const again = await product.click(owner, waiting, 'Confirm deployed')
    expect(again.card?.text).toContain('removed already')
  })
})
