import { ManagedIdentityCredential } from '@azure/identity'
import { SecretClient } from '@azure/keyvault-secrets'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Cloud } from '../../src/sandbox/cloud.ts'
import { type Control, startControl } from '../../src/sandbox/control/control-server.ts'
import { startTestCloud } from '../support/cloud.ts'

let cloud: Cloud
let control: Control

beforeAll(async () => {
  cloud = await startTestCloud()
  const chats = () => [{ personId: cloud.tenant.cast.owner.id, url: 'http://localhost:56150' }]
  control = await startControl({ cloud, chats })
})
afterAll(async () => {
  await control.stop()
  await cloud.stop()
})
beforeEach(() => cloud.faults.clear())

async function read(path: string) {
  return JSON.parse(await (await fetch(`${control.url}/api/${path}`)).text())
}

async function post(action: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${control.url}/api/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: JSON.parse(await answer.text()) }
}

test('moves the clock, and tells other processes by how much', async () => {
  const before = (await read('clock')).offsetMs
  await post('clock/advance', { days: 7 })
  expect((await read('clock')).offsetMs - before).toBe(7 * 86_400_000)
  expect((await post('clock/advance', { days: -1 })).status).toBe(400)
})

test('shows the cast with their chats, and lets them be disabled, enabled and gone', async () => {
  const { owner, manager } = cloud.tenant.cast
  const ownerState = async () => (await read('state')).cast[0]
  expect(await ownerState()).toEqual({
    role: 'Owner',
    personId: owner.id,
    displayName: owner.displayName,
    signInName: owner.userPrincipalName,
    standing: 'active',
    chatUrl: 'http://localhost:56150',
  })
  await post('people/account', { personId: owner.id, enabled: false })
  expect((await ownerState()).standing).toBe('disabled')
  await post('people/account', { personId: owner.id, enabled: true })
  expect((await ownerState()).standing).toBe('active')
  await post('people/leave', { personId: manager.id })
  expect((await read('state')).cast[2].standing).toBe('left')
})

test('finds people outside the cast by name', async () => {
  const castIds = Object.values(cloud.tenant.cast).map(({ id }) => id)
  const other = cloud.tenant.people().find(({ id }) => !castIds.includes(id))
  const found = await read(`people?search=${encodeURIComponent(String(other?.displayName).toUpperCase())}`)
  expect(found).toContainEqual(expect.objectContaining({ personId: other?.id, standing: 'active' }))
  expect(await read('people?search=')).toEqual([])
})

test('adds a secret to an application behind the back of the bot, without showing its text', async () => {
  const { id, displayName } = cloud.tenant.applications().find((one) => one.displayName) ?? {}
  const search = `applications?search=${encodeURIComponent(displayName ?? '')}`
  const state = async () => (await read(search)).find((one: { objectId: string }) => one.objectId === id)
  const before = await state()
  const answer = await post('applications/password', { objectId: id, displayName: 'added by hand', days: 90 })
  expect(answer).toEqual({ status: 200, body: { done: true } })
  expect((await state()).passwords).toBe(before.passwords + 1)
})

test('throttles Graph, shows until when, and ends it', async () => {
  await post('trouble/start', { kind: 'graph-throttled' })
  await post('trouble/start', { kind: 'vault-failing' })
  const throttled = await fetch(`${cloud.origin}/v1.0/applications`)
  expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '5'])
  expect((await fetch(`${cloud.origin}/secrets/x?api-version=7.4`)).status).toBe(500)
  const { faults } = await read('state')
  expect(faults).toHaveLength(2)
  expect(Date.parse(faults[0].untilAt) - Date.now()).toBeGreaterThan(20_000)
  await post('trouble/end', {})
  expect((await read('state')).faults).toEqual([])
})

test('shows for which application a secret in the vault is, and never its text', async () => {
  const { appId, displayName } = cloud.tenant.applications().find((one) => one.displayName) ?? {}
  const client = new SecretClient(cloud.origin, new ManagedIdentityCredential(), {
    disableChallengeResourceVerification: true,
  })
  await client.setSecret('rotated', 'the-secret-text', { tags: { clientId: String(appId) } })
  const state = await read('state')
  expect(state.vault).toMatchObject([{ name: 'rotated', application: displayName, versions: [{}], deleted: false }])
  expect(JSON.stringify(state)).not.toContain('the-secret-text')
})

test('shows the mails that were sent, newest first, and can refuse them', async () => {
  const mail = { at: new Date('2026-05-01T12:00:00Z'), sender: 'a@b.example', to: ['c@d.example'], text: 'x', html: '' }
  cloud.tenant.sentMails.push({ ...mail, subject: 'first' }, { ...mail, subject: 'second' })
  const { mails } = await read('state')
  expect(mails).toMatchObject([
    { subject: 'second', to: ['c@d.example'], text: 'x', at: '2026-05-01T12:00:00.000Z' },
    { subject: 'first' },
  ])
  await post('trouble/start', { kind: 'mail-failing' })
  const refused = await fetch(`${cloud.origin}/v1.0/users/x/sendMail`, { method: 'POST' })
  expect(refused.status).toBe(403)
})

test('counts the requests to each part of the cloud', async () => {
  cloud.requests.clear()
  await fetch(`${cloud.origin}/secrets/x?api-version=7.4`)
  await fetch(`${cloud.origin}/${cloud.tenant.tenantId}/discovery/v2.0/keys`)
  const { areas, latest } = (await read('state')).requests
  expect(areas).toEqual([
    { name: 'Microsoft Graph', answered: 0, refused: 0 },
    { name: 'Key Vault', answered: 0, refused: 1 },
    { name: 'Bot Connector', answered: 0, refused: 0 },
    { name: 'Entra sign-in', answered: 1, refused: 0 },
  ])
  expect(latest[0]).toMatchObject({ method: 'GET', path: expect.stringMatching(/keys$/), status: 200 })
})

test.each([
  ['from another site', { origin: 'https://evil.example' }],
  ['as a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['as plain text', { 'content-type': 'text/plain' }],
])('refuses a write %s', async (_, headers) => {
  const before = cloud.clock.offsetMs
  expect((await post('clock/advance', { days: 1 }, headers)).status).toBe(403)
  expect(cloud.clock.offsetMs).toBe(before)
})

test('refuses an unknown action, a bad body and an unknown person with a sentence', async () => {
  expect((await post('people/promote', {})).status).toBe(404)
  expect((await post('trouble/start', { kind: 'flood' })).status).toBe(400)
  expect(await post('people/leave', { personId: 'nobody' })).toMatchObject({
    status: 400,
    body: { message: expect.any(String) },
  })
})

test('serves its page and nothing beside it', async () => {
  const page = await fetch(control.url)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(await page.text()).toContain('<title>Keyturn sandbox</title>')
  expect((await fetch(`${control.url}/control.js`)).headers.get('content-type')).toContain('text/javascript')
  expect((await fetch(`${control.url}/..%2fcontrol-api.ts`)).status).toBe(404)
})
