import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SecretText } from '../../src/domain/secret-text.ts'
import { createLogger } from '../../src/logger.ts'
import type { Vault } from '../../src/ports.ts'
import { createVault } from '../../src/vault/create-vault.ts'
import { type HttpStandIn, type SeenRequest, startHttpStandIn } from '../support/http-stand-in.ts'

const canary = 'canary~secret.text_Q8'
const token = 'token-canary-3f1c'
const version = '0123456789abcdef0123456789abcdef'
const secret = {
  name: 'keyturn-x-1',
  text: new SecretText(canary),
  endAt: new Date('2026-08-01T00:00:00Z'),
  tags: { rotationId: 'r1', attempt: '1' },
}

let standIn: HttpStandIn
let vault: Vault
let logLines: string[]
beforeEach(async () => {
  standIn = await startHttpStandIn()
  logLines = []
  vault = createVault({
    url: standIn.origin,
    credential: { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) },
    logger: createLogger('debug', { write: (line) => logLines.push(line) }),
    retryDelayMs: 1,
  })
})
afterEach(() => standIn.finish())

function expectOpening(): void {
  const challenge = 'Bearer authorization="https://login.example/tenant", resource="https://vault.azure.net"'
  standIn.expect('GET /secrets/keyturn-probe/', { status: 401, headers: { 'www-authenticate': challenge } })
  standIn.expect('GET /secrets/keyturn-probe/', vaultError(404, 'SecretNotFound'))
}

function vaultError(status: number, code: string, innerError?: string) {
  const inner = innerError === undefined ? {} : { innererror: { code: innerError } }
  return { status, body: { error: { code, message: 'in words', ...inner } } }
}

function bundle(name: string, tags: object = {}) {
  const attributes = { enabled: true, created: 1, updated: 1, recoveryLevel: 'Recoverable+Purgeable' }
  return { body: { value: canary, id: `https://v.vault.azure.net/secrets/${name}/${version}`, attributes, tags } }
}

test('a secret is stored with its end, type and tags, after one empty request that opens the vault', async () => {
  expectOpening()
  standIn.expect('PUT /secrets/keyturn-x-1', bundle('keyturn-x-1'))
  expect(await vault.store(secret)).toEqual({ name: 'keyturn-x-1', version })
  const put = standIn.requests.at(-1)
  expect(put?.headers.authorization).toBe(`Bearer ${token}`)
  expect(put?.body).toEqual({
    value: canary,
    contentType: 'text/plain',
    tags: { rotationId: 'r1', attempt: '1' },
    attributes: { exp: Date.parse('2026-08-01T00:00:00Z') / 1000 },
  })
})

test('nothing is stored once the caller has to end', async () => {
  expectOpening()
  const error = await vault.store(secret, AbortSignal.abort()).catch((failure: unknown) => failure)
  expect(error).toMatchObject({ code: 'vault-unreachable' })
  expect(standIn.requests.map(({ method }) => method)).toEqual(['GET', 'GET'])
})

test('first calls at the same moment keep their bodies', async () => {
  expectOpening()
  const names = ['a', 'b', 'c', 'd']
  for (const name of names) standIn.expect(`PUT /secrets/${name}`, bundle(name))
  const stored = await Promise.all(names.map((name) => vault.store({ ...secret, name })))
  expect(stored.map(({ name }) => name)).toEqual(names)
  for (const put of standIn.requests.slice(2)) expect(put.body).toMatchObject({ value: canary })
})

test('a vault that could not be opened is opened again by the next call', async () => {
  for (let tries = 0; tries < 4; tries += 1) standIn.expect('GET /secrets/keyturn-probe/', { drop: 'before' })
  await expect(vault.find('x')).rejects.toMatchObject({ code: 'vault-unreachable' })
  expectOpening()
  standIn.expect('GET /secrets/x/', vaultError(404, 'SecretNotFound'))
  expect(await vault.find('x')).toBeUndefined()
})

test('a secret is found with the version and tags of the newest value', async () => {
  expectOpening()
  standIn.expect('GET /secrets/keyturn-x-1/', bundle('keyturn-x-1', { keyId: 'k' }))
  const found = await vault.find('keyturn-x-1')
  expect(found).toEqual({ ref: { name: 'keyturn-x-1', version }, tags: { keyId: 'k' } })
})

test('a content type is stored and found again', async () => {
  expectOpening()
  const json = bundle('keyturn-x-1')
  standIn.expect('PUT /secrets/keyturn-x-1', json)
  await vault.store({ ...secret, contentType: 'application/json' })
  expect(standIn.requests.at(-1)?.body).toMatchObject({ contentType: 'application/json' })
  standIn.expect('GET /secrets/keyturn-x-1/', { body: { ...json.body, contentType: 'application/json' } })
  expect(await vault.find('keyturn-x-1')).toMatchObject({ contentType: 'application/json' })
})

test('a deleted secret that holds the name is recovered first', async () => {
  expectOpening()
  standIn.expect('PUT /secrets/keyturn-x-1', vaultError(409, 'Conflict', 'ObjectIsDeletedButRecoverable'))
  standIn.expect('GET /deletedsecrets/keyturn-x-1', bundle('keyturn-x-1'))
  standIn.expect('GET /secrets/keyturn-x-1/', vaultError(404, 'SecretNotFound'))
  standIn.expect('POST /deletedsecrets/keyturn-x-1/recover', bundle('keyturn-x-1'))
  standIn.expect('GET /secrets/keyturn-x-1/', bundle('keyturn-x-1'))
  standIn.expect('PUT /secrets/keyturn-x-1', bundle('keyturn-x-1'))
  expect(await vault.store(secret)).toEqual({ name: 'keyturn-x-1', version })
})

const ours = { ...secret, tags: { clientId: 'ours' } }
const ofAnother = { code: 'vault-refused', message: expect.stringContaining('another application') }

test("another application's deleted secret that holds the name stays deleted", async () => {
  expectOpening()
  standIn.expect('PUT /secrets/keyturn-x-1', vaultError(409, 'Conflict', 'ObjectIsDeletedButRecoverable'))
  standIn.expect('GET /deletedsecrets/keyturn-x-1', bundle('keyturn-x-1', { clientId: 'theirs' }))
  await expect(vault.store(ours)).rejects.toMatchObject(ofAnother)
})

test("another application's secret that shows only once it was recovered is not written to", async () => {
  expectOpening()
  standIn.expect('PUT /secrets/keyturn-x-1', vaultError(409, 'Conflict', 'ObjectIsDeletedButRecoverable'))
  standIn.expect('GET /deletedsecrets/keyturn-x-1', vaultError(404, 'SecretNotFound'))
  standIn.expect('GET /secrets/keyturn-x-1/', vaultError(404, 'SecretNotFound'))
  standIn.expect('POST /deletedsecrets/keyturn-x-1/recover', bundle('keyturn-x-1'))
  standIn.expect('GET /secrets/keyturn-x-1/', bundle('keyturn-x-1', { clientId: 'theirs' }))
  await expect(vault.store(ours)).rejects.toMatchObject(ofAnother)
})

test('a name that cannot be recovered is refused with what to do', async () => {
  expectOpening()
  const conflict = vaultError(409, 'Conflict', 'ObjectIsBeingDeleted')
  standIn.expect('PUT /secrets/keyturn-x-1', conflict)
  standIn.expect('GET /deletedsecrets/keyturn-x-1', vaultError(404, 'SecretNotFound'))
  standIn.expect('GET /secrets/keyturn-x-1/', vaultError(404, 'SecretNotFound'))
  standIn.expect('POST /deletedsecrets/keyturn-x-1/recover', conflict)
  await expect(vault.store(secret)).rejects.toMatchObject({
    code: 'vault-refused',
    message: expect.stringContaining('recover or purge it'),
  })
})

test('removing deletes; what is not there is removed already', async () => {
  expectOpening()
  standIn.expect('DELETE /secrets/keyturn-x-1', bundle('keyturn-x-1'))
  await vault.remove('keyturn-x-1')
  standIn.expect('DELETE /secrets/gone', vaultError(404, 'SecretNotFound'))
  await vault.remove('gone')
})

test('a vault that lets nobody in says whether a role or the network is missing', async () => {
  standIn.expect('GET /secrets/keyturn-probe/', vaultError(403, 'Forbidden', 'ForbiddenByRbac'))
  await expect(vault.find('keyturn-x-1')).rejects.toMatchObject({
    code: 'vault-denied',
    message: expect.stringContaining('Key Vault Secrets Officer'),
  })
  standIn.expect('GET /secrets/keyturn-probe/', vaultError(403, 'Forbidden', 'ForbiddenByFirewall'))
  await expect(vault.find('keyturn-x-1')).rejects.toMatchObject({ message: expect.stringContaining('network rules') })
})

function echoing(status: number) {
  return ({ body }: SeenRequest) => ({ status, body: { error: { code: 'Odd', message: JSON.stringify(body) } } })
}

test.each([
  ['refused', 1, echoing(400), 'vault-refused'],
  ['denied', 1, echoing(403), 'vault-denied'],
  ['failing', 4, echoing(500), 'vault-unreachable'],
  ['throttled', 4, echoing(429), 'vault-unreachable'],
  ['lost', 4, { drop: 'before' as const }, 'vault-unreachable'],
  ['unreadable', 1, { body: `{"value":"${canary}" oops` }, 'vault-unreachable'],
])('the text of a secret shows nowhere when storing is %s', async (_how, times, reply, code) => {
  expectOpening()
  for (let tries = 0; tries < times; tries += 1) standIn.expect('PUT /secrets/keyturn-x-1', reply)
  const error = await vault.store(secret).catch((failure: unknown) => failure)
  createLogger('debug', { write: (line) => logLines.push(line) }).error({ err: error }, 'Storing failed')
  expect(error).toMatchObject({ code })
  const shown = inspect(error, { depth: 10, showHidden: true }) + logLines.join('')
  expect(shown).toContain('store the secret keyturn-x-1')
  expect(shown).not.toContain(canary)
  expect(shown).not.toContain(token)
})

test('http is spoken on loopback alone', async () => {
  // This address reaches the same server without being a loopback address.
  const url = standIn.origin.replace('127.0.0.1', '0.0.0.0')
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) }
  const elsewhere = createVault({ url, credential, logger: createLogger('silent'), retryDelayMs: 1 })
  await expect(elsewhere.find('keyturn-x-1')).rejects.toMatchObject({ code: 'vault-unreachable' })
  expect(standIn.requests).toEqual([])
})
