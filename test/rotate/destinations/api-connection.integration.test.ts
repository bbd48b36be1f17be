import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { ApiConnectionTarget } from '../../../src/domain/destination.ts'
import { SecretText } from '../../../src/domain/secret-text.ts'
import { createApiConnectionDestination } from '../../../src/rotate/destinations/api-connection.ts'
import type { ApiConnectionSeed } from '../../../src/sandbox/arm/api-connections.ts'
import { clientId, delivered, expectNoSecret, failureOf, secret } from './delivered.ts'
import { later, resourceGroup, type ServedArm, serveArm, token } from './serve-arm.ts'

const resourceId = `${resourceGroup}/Microsoft.Web/connections/logs`
const target: ApiConnectionTarget = { kind: 'apiConnection', resourceId }
const flat = {
  'token:clientId': clientId,
  'token:clientSecret': 'old-secret',
  'token:TenantId': 'tenant-1',
  'token:grantType': 'client_credentials',
}
let arm: ServedArm

const destination = () => createApiConnectionDestination(arm.options)
const seed = (changes: Partial<ApiConnectionSeed> = {}) =>
  arm.store.addConnection({ id: resourceId, parameters: flat, ...changes })

beforeAll(async () => {
  arm = await serveArm()
})
afterAll(() => arm.stop())
beforeEach(() => {
  arm.reset()
  arm.known.add(secret)
  seed()
})

test('a preview names the connection and changes nothing', async () => {
  const seen = await destination().inspect(target, delivered())
  expect(seen).toMatchObject({ is: 'ready', facts: [expect.stringContaining('The API connection logs gets')] })
  expect(arm.count('PUT')).toBe(0)
})

test('the new secret is written with every other parameter and found connected', async () => {
  arm.time.now = later(arm.time.now, 5)
  const outcome = await destination().write(target, delivered())
  const receipt = { changedTime: '2026-05-04T08:05:00.000Z' }
  expect(outcome).toEqual({ is: 'written', receipt })
  expect(arm.store.connection(resourceId)?.parameters).toEqual({ ...flat, 'token:clientSecret': secret })
  const verified = await destination().verify(target, receipt, delivered())
  expect(verified).toMatchObject({ is: 'verified', evidence: expect.stringContaining('Connected') })
  expectNoSecret(outcome, verified)
})

test.each([
  ['token:clientId', 'token:clientSecret'],
  ['clientId', 'clientSecret'],
  ['token:ClientId', 'token:ClientSecret'],
  ['clientid', 'clientsecret'],
])('beside %s the secret is written as %s', async (idName, secretName) => {
  const parameters = { [idName]: clientId.toUpperCase(), [secretName]: 'old-secret', tenantId: 'tenant-1' }
  seed({ parameters })
  expect(await destination().write(target, delivered())).toMatchObject({ is: 'written' })
  expect(arm.store.connection(resourceId)?.parameters).toEqual({ ...parameters, [secretName]: secret })
})

test.each(['token:clientSecret', 'token:ClientSecret'])(
  'a connection with a set of parameters keeps its set, and %s its spelling',
  async (secretName) => {
    const parameters = { 'token:clientId': clientId, [secretName]: 'old-secret', 'token:TenantId': 'tenant-1' }
    seed({ setName: 'oauthServicePrincipal', parameters })
    expect(await destination().write(target, delivered())).toMatchObject({ is: 'written' })
    expect(arm.store.connection(resourceId)?.parameters).toEqual({ ...parameters, [secretName]: secret })
  },
)

test.each<[string, Partial<ApiConnectionSeed>]>([
  ['another application', { parameters: { ...flat, 'token:clientId': 'another' } }],
  ['A person signed in', { parameters: { ...flat, 'token:grantType': 'code' } }],
  ['managed identity', { isAlternative: true }],
  ['managed identity', { setName: 'managedIdentityAuth', parameters: {} }],
  ['no client ID', { parameters: { accountName: 'store', accessKey: 'key' } }],
  [
    'another secret (apiKey)',
    { parameters: { ...flat, apiKey: 'hidden' }, secretNames: ['token:clientSecret', 'apiKey'] },
  ],
  [
    'another secret (password)',
    {
      setName: 'both',
      parameters: { ...flat, password: 'hidden' },
      secretNames: ['token:clientSecret', 'password'],
    },
  ],
])('a connection with %s is refused before anything is sent to it', async (reason, changes) => {
  seed(changes)
  const refused = { is: 'refused', problem: expect.stringContaining(reason) }
  expect(await destination().inspect(target, delivered())).toMatchObject(refused)
  expect(await destination().write(target, delivered())).toMatchObject(refused)
  expect(arm.count('PUT')).toBe(0)
})

test('a connection that became another one after the write counts as overwritten', async () => {
  seed({ parameters: { ...flat, 'token:clientId': 'another' } })
  const problem = expect.stringContaining('another application')
  expect(await destination().verify(target, {}, delivered())).toMatchObject({ is: 'overwritten', problem })
})

test('an identity that may not look up the connector is told which role it needs', async () => {
  const apiId = arm.store.connection(resourceId)?.apiId ?? ''
  arm.store.setAccess(apiId, 'none')
  const problem = expect.stringMatching(/azuremonitorlogs \(HTTP 403.*Reader on its subscription/)
  expect(await destination().inspect(target, delivered())).toMatchObject({ is: 'refused', problem })
  expect(await destination().write(target, delivered())).toMatchObject({ is: 'refused', problem })
  expect(arm.count('PUT')).toBe(0)
})

test.each([
  `${resourceGroup}/Microsoft.Web/sites/logs`,
  `${resourceId}/extra`,
  `${resourceGroup}/Microsoft.Web/connections/..`,
  'https://example.org/',
])('the ID %s is refused without a request', async (id) => {
  const outcome = await destination().write({ ...target, resourceId: id }, delivered())
  expect(outcome).toMatchObject({ is: 'refused', problem: expect.stringContaining('Microsoft.Web/connections') })
  expect(arm.count('GET') + arm.count('PUT')).toBe(0)
})

test('a secret that Entra does not know everywhere is written until Azure signs in with it', async () => {
  arm.known.clear()
  const failing = await destination().write(target, delivered())
  expect(failing).toMatchObject({ is: 'later', problem: expect.stringMatching(/\(Unauthorized\).*writes it again/) })
  expect(await destination().write(target, delivered())).toMatchObject({ is: 'later' })
  arm.known.add(secret)
  expect(await destination().inspect(target, delivered())).toMatchObject({
    is: 'ready',
    facts: [expect.anything(), expect.stringContaining('failing now')],
  })
  const outcome = await destination().write(target, delivered())
  if (outcome.is !== 'written') throw new Error(outcome.problem)
  expect(await destination().verify(target, outcome.receipt, delivered())).toMatchObject({ is: 'verified' })
  expectNoSecret(failing)
})

test('a connection that worked and fails now is to be written once more', async () => {
  const receipt = { changedTime: '2026-05-04T08:00:00.000Z' }
  seed({ statuses: [{ status: 'Error', error: { code: 'Unauthorized' } }] })
  const failing = await destination().verify(target, receipt, delivered())
  expect(failing).toMatchObject({ is: 'overwritten', problem: expect.stringContaining('(Unauthorized)') })
})

test('a write whose effect Azure does not show is repeated', async () => {
  arm.faults.add({ method: 'PUT', path: /connections/, when: 'after', delayMs: 100, times: 1 })
  const outcome = destination().write(target, delivered())
  await vi.waitUntil(() => arm.count('PUT') === 1)
  arm.faults.add({ method: 'GET', path: /connections/, when: 'before', respond: { status: 503 }, times: 3 })
  const problem = expect.stringMatching(/HTTP 503.*holds the new secret/)
  expect(await outcome).toMatchObject({ is: 'later', problem })
  expect(await destination().write(target, delivered())).toMatchObject({ is: 'written' })
})

test('a previous value that was put back is verified by the receipt of that write', async () => {
  const first = await destination().write(target, delivered())
  arm.time.now = later(arm.time.now, 5)
  arm.known.add('old-secret')
  const undo = delivered({ deliveryId: 'rotation-1-undo', secretText: new SecretText('old-secret') })
  const second = await destination().write(target, undo)
  if (first.is !== 'written' || second.is !== 'written') throw new Error('not written')
  expect(await destination().verify(target, second.receipt, undo)).toMatchObject({ is: 'verified' })
  expect(await destination().verify(target, first.receipt, delivered())).toMatchObject({ is: 'overwritten' })
})

test.each([[[]], [[{ status: 'Connected' }, { status: 'Ready' }]]])(
  'statuses of %j are waited for',
  async (statuses) => {
    seed({ statuses })
    expect(await destination().verify(target, {}, delivered())).toMatchObject({ is: 'notYet' })
  },
)

test('a connection that somebody changed after the write counts as overwritten, however connected', async () => {
  const verified = await destination().verify(target, { changedTime: '2026-05-03T00:00:00.000Z' }, delivered())
  expect(verified).toMatchObject({ is: 'overwritten', problem: expect.stringContaining('changed at 2026-05-04') })
  const same = await destination().verify(target, { changedTime: '2026-05-04T08:00:00Z' }, delivered())
  expect(same).toMatchObject({ is: 'verified' })
})

test('a write whose reply was lost is an error without the secret, and its repetition ends the same', async () => {
  arm.faults.add({ method: 'PUT', path: /connections/, when: 'after', drop: true, times: 1 })
  const error = await failureOf(destination().write(target, delivered()))
  expect(error).toMatchObject({ code: 'destination-unreachable' })
  expectNoSecret(error)
  expect(await destination().write(target, delivered())).toMatchObject({ is: 'written' })
  expect(await destination().write(target, delivered())).toMatchObject({ is: 'written' })
  expect(arm.store.connection(resourceId)?.parameters).toEqual({ ...flat, 'token:clientSecret': secret })
})

test('nothing is sent once the step has fallen to another worker, and what is under way ends', async () => {
  const over = { code: 'destination-unreachable' }
  const late = delivered({ signal: AbortSignal.abort() })
  expect(await failureOf(destination().write(target, late))).toMatchObject(over)
  expect(arm.count('GET') + arm.count('PUT')).toBe(0)

  arm.faults.add({ method: 'PUT', path: /connections/, when: 'before', delayMs: 20_000, times: 1 })
  const ending = new AbortController()
  const outcome = failureOf(destination().write(target, delivered({ signal: ending.signal })))
  await vi.waitUntil(() => arm.count('PUT') === 1)
  ending.abort()
  expect(await outcome).toMatchObject(over)
})

test('an identity that may only read the connection is told which role it needs', async () => {
  arm.store.setAccess(resourceId, 'reader')
  const outcome = await destination().write(target, delivered())
  const problem = expect.stringMatching(/HTTP 403, AuthorizationFailed.*old secret.*Logic App Contributor/)
  expect(outcome).toMatchObject({ is: 'refused', problem })
  expect(arm.store.secretOfConnection(resourceId)).toBe('old-secret')
  expectNoSecret(outcome)
})

test('a connection that is gone, and a token of another tenant, are refused with a remedy', async () => {
  arm.store.remove(resourceId)
  const missing = { is: 'refused', problem: expect.stringMatching(/HTTP 404.*remove it as a destination/) }
  expect(await destination().inspect(target, delivered())).toMatchObject(missing)
  expect(await destination().verify(target, {}, delivered())).toMatchObject(missing)
  const stranger = createApiConnectionDestination({ ...arm.options, authorization: async () => 'Bearer other' })
  const problem = expect.stringContaining('HTTP 401')
  expect(await stranger.write(target, delivered())).toMatchObject({ is: 'refused', problem })
})

test.each([
  [429, { retryAfterMs: 42_000 }],
  [503, {}],
  [409, {}],
])('a %i to the write is tried again later', async (status, more) => {
  const respond = { status, ...(status === 429 && { retryAfterSeconds: 42 }) }
  arm.faults.add({ method: 'PUT', path: /connections/, when: 'before', respond, times: 1 })
  const outcome = await destination().write(target, delivered())
  expect(outcome).toMatchObject({ is: 'later', ...more })
  expectNoSecret(outcome)
  expect(await destination().write(target, delivered())).toMatchObject({ is: 'written' })
})

test('a reading that fails in passing is repeated, and one that goes on failing is an error to look again', async () => {
  const fault = { method: 'GET', path: /connections/, when: 'before', respond: { status: 503 } } as const
  arm.faults.add({ ...fault, times: 2 })
  expect(await destination().inspect(target, delivered())).toMatchObject({ is: 'ready' })
  arm.faults.add(fault)
  await expect(destination().inspect(target, delivered())).rejects.toMatchObject({ code: 'destination-unreachable' })
  expect(await destination().verify(target, {}, delivered())).toMatchObject({ is: 'notYet' })
})

test('a reply that repeats the secret shows nowhere', async () => {
  const body = { error: { code: secret, message: `The secret ${secret} is bad` } }
  arm.faults.add({ method: 'PUT', path: /connections/, when: 'before', respond: { status: 400, body } })
  const outcome = await destination().write(target, delivered())
  expect(outcome).toMatchObject({ is: 'refused', problem: expect.stringContaining('(HTTP 400)') })
  expectNoSecret(outcome)
})

test('the simulated service notices what would break a connection', async () => {
  const put = async (body: object, query = '?api-version=2016-06-01') => {
    const headers = { authorization: token, 'content-type': 'application/json' }
    const url = `${arm.origin}${resourceId}${query}`
    return (await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) })).status
  }
  const stored = arm.store.connection(resourceId)
  if (stored === undefined) return expect.fail()
  const { location, kind, tags, displayName, apiId } = stored
  const whole = (parameterValues: object) => ({
    location,
    kind,
    tags,
    properties: { displayName, api: { id: apiId }, parameterValues },
  })
  const { 'token:TenantId': _, ...withoutTenant } = flat
  expect(await put(whole(withoutTenant))).toBe(400)
  expect(await put(whole({ ...flat, 'token:tenantId': 'tenant-1' }))).toBe(400)
  expect(await put(whole({ ...flat, 'token:clientSecret': '' }))).toBe(400)
  expect(await put({ ...whole(flat), tags: {} })).toBe(400)
  expect(await put({ location, kind, tags, properties: { displayName, api: { id: apiId } } })).toBe(400)
  expect(await put(whole(flat), '?api-version=2018-07-01-preview')).toBe(400)
  expect(await put(whole(flat))).toBe(200)
})
