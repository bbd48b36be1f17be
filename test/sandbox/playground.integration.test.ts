import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { freePort } from '../../src/sandbox/launch/free-port.ts'
import { type Playground, startPlayground } from '../../src/sandbox/launch/playground.ts'
import { seedTenant } from '../../src/sandbox/tenant/seed-tenant.ts'

const tenant = seedTenant({ applications: 1, seed: 1, now: new Date() })
const { manager } = tenant.cast
const activities: unknown[] = []
let folder: string
let bot: Server
let playground: Playground

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-playground-'))
  bot = createServer(async (request, answer) => {
    if (request.method === 'POST') activities.push(await json(request))
    answer.end()
  }).listen(0, '127.0.0.1')
  await once(bot, 'listening')
  playground = await startPlayground({
    person: manager,
    people: tenant.people(),
    tenantId: tenant.tenantId,
    port: await freePort(),
    folder,
    botUrl: `http://127.0.0.1:${(bot.address() as AddressInfo).port}/api/messages`,
  })
})
afterAll(async () => {
  await playground.child.stop()
  bot.close()
  bot.closeAllConnections()
  await rm(folder, { recursive: true })
})

test('an installation tells the bot who the person is and where to write to them', async () => {
  await playground.install()
  await vi.waitFor(() => expect(activities).not.toEqual([]), { timeout: 20_000 })
  expect(activities).toContainEqual(
    expect.objectContaining({
      type: 'installationUpdate',
      action: 'add',
      serviceUrl: `${playground.url}/_connector`,
      from: expect.objectContaining({ aadObjectId: manager.id }),
      conversation: expect.objectContaining({ conversationType: 'personal', tenantId: tenant.tenantId }),
    }),
  )
})

test('a conversation opened by Entra id takes a message', async () => {
  const post = async (path: string, body: object): Promise<{ id: string }> => {
    const answer = await fetch(`${playground.url}/_connector/v3/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { ...JSON.parse(await answer.text()), status: answer.status }
  }
  const members = [{ id: manager.id }]
  const conversation = await post('conversations', { bot: { id: 'keyturn' }, members, tenantId: tenant.tenantId })
  const message = { type: 'message', text: 'Hello', from: { id: 'keyturn' } }
  const sent = await post(`conversations/${encodeURIComponent(conversation.id)}/activities`, message)
  expect(sent).toMatchObject({ id: expect.stringMatching(/./) })
})
