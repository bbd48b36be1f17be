import { ManagedIdentityCredential } from '@azure/identity'
import { SecretClient } from '@azure/keyvault-secrets'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Cloud } from '../../../src/sandbox/cloud.ts'
import { vaultRole } from '../../../src/sandbox/entra/bot-identity.ts'
import { startTestCloud } from '../../support/cloud.ts'

let cloud: Cloud
let client: SecretClient

beforeAll(async () => {
  cloud = await startTestCloud()
  client = new SecretClient(cloud.origin, new ManagedIdentityCredential(), {
    disableChallengeResourceVerification: true,
    retryOptions: { maxRetries: 2, retryDelayInMs: 1 },
  })
})
afterAll(() => cloud.stop())
beforeEach(() => {
  cloud.faults.clear()
  cloud.requests.clear()
  cloud.permissions.add(vaultRole)
})

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

test('keeps a secret with its expiry and tags, after a challenge', async () => {
  const expiresOn = new Date('2030-01-02T03:04:05Z')
  await client.setSecret('payroll', 'first', { tags: { keyId: '7' }, expiresOn, contentType: 'text/plain' })
  const kept = await client.getSecret('payroll')
  expect(kept.value).toBe('first')
  expect(kept.properties).toMatchObject({ tags: { keyId: '7' }, expiresOn, enabled: true, contentType: 'text/plain' })
  expect(cloud.requests.all()[0]).toMatchObject({ method: 'PUT', path: '/secrets/payroll', status: 401 })
})

test('keeps every version and answers with the newest', async () => {
  const first = await client.setSecret('versions', 'old', { tags: { round: '1' } })
  await client.setSecret('versions', 'new')
  expect((await client.getSecret('versions')).value).toBe('new')
  const version = first.properties.version ?? ''
  expect((await client.getSecret('versions', { version })).value).toBe('old')
  const listed = await collect(client.listPropertiesOfSecretVersions('versions'))
  expect(listed.map((one) => one.tags)).toEqual(expect.arrayContaining([{ round: '1' }, {}]))
})

test('changes what a patch names and keeps the rest', async () => {
  const { properties } = await client.setSecret('patched', 'text', { tags: { a: '1' }, contentType: 'text/plain' })
  await client.updateSecretProperties('patched', properties.version ?? '', { tags: { b: '2' } })
  const kept = await client.getSecret('patched')
  expect(kept.properties).toMatchObject({ tags: { b: '2' }, contentType: 'text/plain', enabled: true })
  await client.updateSecretProperties('patched', properties.version ?? '', { enabled: false })
  await expect(client.getSecret('patched')).rejects.toMatchObject({ statusCode: 403, code: 'Forbidden' })
})

test('refuses the name of a deleted secret until it is recovered or purged', async () => {
  await client.setSecret('retired', 'text')
  const deletion = await client.beginDeleteSecret('retired')
  expect((await deletion.pollUntilDone()).name).toBe('retired')
  await expect(client.getSecret('retired')).rejects.toMatchObject({ statusCode: 404, code: 'SecretNotFound' })
  await expect(client.setSecret('retired', 'again')).rejects.toMatchObject({
    statusCode: 409,
    code: 'Conflict',
    details: { error: { innerError: { code: 'ObjectIsDeletedButRecoverable' } } },
  })
  await (await client.beginRecoverDeletedSecret('retired')).pollUntilDone()
  expect((await client.getSecret('retired')).value).toBe('text')

  await (await client.beginDeleteSecret('retired')).pollUntilDone()
  await client.purgeDeletedSecret('retired')
  expect((await client.setSecret('retired', 'anew')).value).toBe('anew')
  expect(await collect(client.listDeletedSecrets())).toEqual([])
})

test('lists secrets page by page', async () => {
  await Promise.all(Array.from({ length: 30 }, (_, index) => client.setSecret(`listed-${index}`, 'text')))
  const names = (await collect(client.listPropertiesOfSecrets())).map(({ name }) => name)
  expect(names.filter((name) => name.startsWith('listed-'))).toHaveLength(30)
  expect(cloud.requests.count('GET', /^\/secrets$/)).toBeGreaterThan(1)
})

test('refuses an identity without the role, and a token for Graph', async () => {
  cloud.permissions.delete(vaultRole)
  await expect(client.getSecret('payroll')).rejects.toMatchObject({
    statusCode: 403,
    details: { error: { innerError: { code: 'ForbiddenByRbac' } } },
  })
  const { token } = await new ManagedIdentityCredential().getToken(cloud.origin)
  const answer = await fetch(`${cloud.origin}/secrets/payroll?api-version=2025-07-01`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(answer.status).toBe(401)
})

test('refuses what the service refuses: a bad name, too long a text, an empty body', async () => {
  const bad = { statusCode: 400, code: 'BadParameter' }
  await expect(client.setSecret('under_score', 'text')).rejects.toMatchObject(bad)
  await expect(client.setSecret('long', 'x'.repeat(25_601))).rejects.toMatchObject(bad)
  const { token } = await new ManagedIdentityCredential().getToken('https://vault.azure.net')
  const headers = { authorization: `Bearer ${token}` }
  const empty = await fetch(`${cloud.origin}/secrets/empty?api-version=2025-07-01`, { method: 'PUT', headers })
  expect(empty.status).toBe(400)
  const versionless = await fetch(`${cloud.origin}/secrets/payroll`, { headers })
  expect(versionless.status).toBe(400)
})

test('a lost reply to a committed write leaves two versions, because the client repeats it', async () => {
  await client.setSecret('warm-up', 'text')
  cloud.faults.add({ method: 'PUT', path: /^\/secrets\/lost$/, times: 1, when: 'after', drop: true })
  await client.setSecret('lost', 'text')
  expect(cloud.vault.names().find(({ name }) => name === 'lost')?.versions).toHaveLength(2)
})

test('shows names, versions and tags to the control page, never a value', async () => {
  await client.setSecret('shown', 'the-secret-text', { tags: { application: 'x' } })
  const shown = cloud.vault.names().find(({ name }) => name === 'shown')
  expect(shown).toMatchObject({ name: 'shown', deleted: false, tags: { application: 'x' } })
  expect(JSON.stringify(shown)).not.toContain('the-secret-text')
})
