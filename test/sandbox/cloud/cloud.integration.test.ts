import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Cloud } from '../../../src/sandbox/cloud.ts'
import { startTestCloud } from '../../support/cloud.ts'

let cloud: Cloud
let keysUrl: string

beforeAll(async () => {
  cloud = await startTestCloud()
  keysUrl = `${cloud.origin}/${cloud.tenant.tenantId}/discovery/v2.0/keys`
})
afterAll(() => cloud.stop())
beforeEach(() => {
  cloud.faults.clear()
  cloud.requests.clear()
})

test('tells a bot everything that it needs to find the cloud', () => {
  expect(cloud.environment()).toEqual({
    GRAPH_BASE_URL: cloud.origin,
    AZURE_AUTHORITY_HOST: cloud.origin,
    KEY_VAULT_URL: cloud.origin,
    AZURE_RESOURCE_MANAGER_URL: cloud.origin,
    AZURE_DEVOPS_URL: cloud.origin,
    VERCEL_API_URL: cloud.origin,
    TEAMS_SERVICE_URL: `${cloud.origin}/teams/`,
    IDENTITY_ENDPOINT: cloud.identityEndpoint,
    IDENTITY_HEADER: cloud.identityHeader,
    AZURE_CLIENT_ID: cloud.bot.clientId,
    BOT_TENANT_ID: cloud.tenant.tenantId,
    NODE_EXTRA_CA_CERTS: cloud.caCertificatePath,
  })
})

test('keeps its certificate authority, with a private key that only its owner reads', async () => {
  const storeFolder = await mkdtemp(join(tmpdir(), 'keyturn-authority-'))
  try {
    const first = await startTestCloud({ storeFolder })
    await first.stop()
    const second = await startTestCloud({ storeFolder })
    await second.stop()
    expect(second.caCertificatePem).toBe(first.caCertificatePem)
    expect(new X509Certificate(second.caCertificatePem).ca).toBe(true)
    expect((await stat(join(storeFolder, 'authority-key.pem'))).mode & 0o777).toBe(0o600)
  } finally {
    await rm(storeFolder, { recursive: true })
  }
})

test('logs method, path and status of what it answered, without the query', async () => {
  await fetch(`${keysUrl}?secret=1`)
  expect(cloud.requests.all()).toEqual([
    { at: expect.any(Date), method: 'GET', path: new URL(keysUrl).pathname, status: 200 },
  ])
  expect(cloud.requests.count('GET', /keys$/)).toBe(1)
  expect(cloud.requests.count('POST')).toBe(0)
})

test('a fault answers instead of the cloud as often as it was told to', async () => {
  const respond = { status: 429, code: 'TooManyRequests', retryAfterSeconds: 7 }
  cloud.faults.add({ path: /keys$/, times: 1, when: 'before', respond })
  const hit = await fetch(keysUrl)
  expect([hit.status, hit.headers.get('retry-after')]).toEqual([429, '7'])
  expect(await hit.json()).toMatchObject({ error: { code: 'TooManyRequests' } })
  expect((await fetch(keysUrl)).status).toBe(200)
})

test('a broken connection reaches the caller as one, and the log as status 0', async () => {
  cloud.faults.add({ path: /keys$/, times: 1, when: 'before', drop: true })
  await expect(fetch(keysUrl)).rejects.toThrow('fetch failed')
  expect(cloud.requests.all().map(({ status }) => status)).toEqual([0])
})

test('tells the bot that it is not installed for people without a chat', async () => {
  const answer = await fetch(`${cloud.environment().TEAMS_SERVICE_URL}v3/conversations`, { method: 'POST', body: '{}' })
  expect(answer.status).toBe(403)
  expect(await answer.json()).toMatchObject({ error: { code: 'ForbiddenOperationException' } })
})

test('refuses a body that is too large', async () => {
  const answer = await fetch(keysUrl, { method: 'POST', body: 'x'.repeat(5 * 1024 * 1024) })
  expect(answer.status).toBe(413)
})

test('stops while clients keep their connections open', async () => {
  const short = await startTestCloud()
  await (await fetch(`${short.origin}/${short.tenant.tenantId}/discovery/v2.0/keys`)).text()
  await short.stop()
  await expect(fetch(`${short.origin}/`)).rejects.toThrow('fetch failed')
})
