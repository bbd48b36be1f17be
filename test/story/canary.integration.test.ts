import { TableClient } from '@azure/data-tables'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runNotices } from '../../src/run/delivery/run-notices.ts'
import { seededPlaces } from '../../src/sandbox/places.ts'
import { type Product, startProduct } from '../support/product.ts'

const HOUR_MS = 60 * 60_000
const { connectionId, organization, project } = seededPlaces

let product: Product
let clientId: string
let objectId: string
/** Every secret text that was made, as the vault has had it. */
const made = new Set<string>()

beforeAll(async () => {
  product = await startProduct({ applications: 30 })
  const [first] = product.cloud.tenant.applications()
  clientId = String(first?.appId)
  objectId = String(first?.id)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

async function remember(): Promise<void> {
  for (const { vaultSecret } of await product.ctx.rotations.about(objectId)) {
    if (vaultSecret === null) continue
    const text = await product.ctx.vault.read(vaultSecret).catch(() => undefined)
    if (text !== undefined) made.add(text.reveal())
  }
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

it('the text of a secret is in the vaults and destinations and nowhere else, whatever happens to its rotation', async () => {
  const { cast } = product.cloud.tenant
  const [owner, administrator] = [String(cast.owner.id), String(cast.administrator.id)]
  const place = `https://dev.azure.com/${organization}/${project}/_settings/adminservices?resourceId=${connectionId}`
  await product.say(administrator, `deliver ${clientId} ${product.cloud.origin}/secrets/canary`)
  await product.say(administrator, `deliver ${clientId} ${place}`)

  // Every reply to a write is lost once, a place fails for a while and once for good, the vault throttles.
  const lost = { when: 'after', drop: true, times: 1 } as const
  product.cloud.faults.add({ ...lost, method: 'POST', path: /addPassword$/ })
  product.cloud.faults.add({ ...lost, method: 'PUT', path: /^\/secrets\// })
  product.cloud.faults.add({
    method: 'PUT',
    path: /_apis\/serviceendpoint/,
    when: 'after',
    times: 1,
    respond: { status: 500, body: { message: 'failed' } },
  })
  await product.say(owner, `rotate ${clientId}`)
  for (let minutes = 0; minutes < 12; minutes += 1) {
    await product.settle()
    await product.later(90_000)
    await remember()
  }
  await product.later(25 * HOUR_MS)
  await remember()
  await product.click(owner, await product.say(owner, `app ${clientId}`), 'Rotate', {
    keyId: String((await product.ctx.rotations.about(objectId))[0]?.newKeyId),
  })
  await product.settle()
  await product.later(60_000)
  await remember()
  await product.say(owner, `undo ${clientId}`)
  await product.settle()
  await runNotices(product.ctx)
  for (const command of ['app', 'history', 'preview', 'destinations', 'unattended']) {
    await product.say(owner, `${command} ${clientId}`)
  }
  await product.say(administrator, 'status')
  await product.pass()

  expect(made.size).toBeGreaterThanOrEqual(2)
  const everywhere = {
    tables: await everyRow(),
    logsAndReplies: product.heard(),
    cards: JSON.stringify([...product.connector.activities]),
    mails: JSON.stringify(product.cloud.tenant.sentMails),
    requests: JSON.stringify(product.cloud.requests.all()),
  }
  for (const text of made) {
    for (const [where, content] of Object.entries(everywhere)) {
      expect(content.length, where).toBeGreaterThan(1)
      expect(content.includes(text), where).toBe(false)
      expect(content.includes(Buffer.from(text).toString('base64')), `${where}, encoded`).toBe(false)
    }
  }
  expect(made).toContain(await product.secretValue('canary'))
  expect(made).toContain(product.cloud.places.connections.secretOf(connectionId))
})
