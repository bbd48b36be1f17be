import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DevOpsTarget } from '../../../src/domain/destination.ts'
import type { Receipt, WriteOutcome } from '../../../src/ports.ts'
import { createDevOpsDestination } from '../../../src/rotate/destinations/azure-devops.ts'
import { createDevOpsHandler } from '../../../src/sandbox/devops/devops-handler.ts'
import {
  type ConnectionSeed,
  createServiceConnections,
  type StoredConnection,
  serviceConnection,
} from '../../../src/sandbox/devops/service-connections.ts'
import { type ServedApi, serveApi } from '../../support/serve-api.ts'
import { clientId, delivered, expectNoSecret, failureOf, secret } from './delivered.ts'

const endpointId = '0a3b1c2d-0000-4000-8000-000000000042'
const target: DevOpsTarget = { kind: 'devOps', organization: 'contoso', project: 'Pay roll', endpointId }
const token = 'Bearer devops-token'
const now = new Date('2026-03-01T08:00:00Z')
const connections = createServiceConnections(() => now)
const known = new Set<string>()
let knowsToken = true
let page: Response | undefined
let onRequest: (request: Request) => void
let api: ServedApi

const destination = (authorization = token) =>
  createDevOpsDestination({ baseUrl: api.origin, authorization: async () => authorization, retryDelayMs: 1 })

function seed(changes: Partial<ConnectionSeed> = {}, access: StoredConnection['access'] = 'administrator'): void {
  const connection = serviceConnection({
    id: endpointId,
    name: 'deploy',
    clientId,
    secret: 'old-secret',
    projects: ['Pay roll', 'Shop'],
    ...changes,
  })
  connections.put({ organization: 'contoso', access, connection })
}

function alter(changes: object): void {
  const stored = connections.get(endpointId)
  if (stored !== undefined) connections.put({ ...stored, connection: { ...stored.connection, ...changes } })
}

beforeAll(async () => {
  const handle = createDevOpsHandler({
    connections,
    authenticate: async (authorization) =>
      knowsToken && authorization === token ? { clientId: 'keyturn', permissions: new Set() } : undefined,
    signsIn: (_, text) => known.has(text),
  })
  api = await serveApi(async (request) => {
    onRequest(request)
    return page ?? handle(request)
  })
})
afterAll(() => api.stop())
beforeEach(() => {
  api.faults.clear()
  known.clear()
  known.add(secret)
  knowsToken = true
  page = undefined
  onRequest = () => {}
  seed()
})

/** Fails unless the write worked. */
function receiptOf(outcome: WriteOutcome): Receipt {
  return outcome.is === 'written' ? outcome.receipt : expect.fail(JSON.stringify(outcome))
}

function puts(): number {
  return api.requests.filter((request) => request.startsWith('PUT')).length
}

test('a preview tells the name, how many projects share it and that it is managed by hand from then on', async () => {
  seed({ creationMode: 'Automatic' })
  const seen = await destination().inspect(target, delivered())
  expect(seen).toMatchObject({ is: 'ready' })
  expect(JSON.stringify(seen)).toMatch(/deploy .*2 projects share it.*Manual instead of Automatic/)
  expect(connections.secretOf(endpointId)).toBe('old-secret')
})

test('the new secret is tested, written for every project and found in force', async () => {
  const before = connections.get(endpointId)?.connection
  const outcome = await destination().write(target, delivered())
  const receipt = receiptOf(outcome)
  expect(receipt).toEqual({ endpointId, name: 'deploy', projects: '2', modifiedAt: expect.any(String) })
  expect(connections.secretOf(endpointId)).toBe(secret)
  const after = connections.get(endpointId)?.connection
  expect(after?.serviceEndpointProjectReferences).toEqual(before?.serviceEndpointProjectReferences)
  expect(after?.serviceEndpointProjectReferences).toHaveLength(2)

  const verified = await destination().verify(target, receipt, delivered())
  expect(verified).toMatchObject({ is: 'verified', evidence: expect.stringContaining('before it was written') })
  expectNoSecret(outcome, verified)
})

test('keys are written back as they are spelled, and an automatic connection becomes a manual one', async () => {
  const stored = connections.get(endpointId)
  if (stored === undefined) return expect.fail()
  const authorization = {
    scheme: 'ServicePrincipal',
    parameters: { tenantId: 't', servicePrincipalId: clientId.toUpperCase(), servicePrincipalKey: 'old-secret' },
  }
  const data = { ...stored.connection.data, creationMode: 'Automatic', appObjectId: 'a1' }
  alter({ type: 'AzureRM', authorization, data })
  expect(await destination().write(target, delivered())).toMatchObject({ is: 'written' })
  const after = connections.get(endpointId)?.connection
  expect(after?.authorization.parameters).toEqual({ ...authorization.parameters, servicePrincipalKey: secret })
  expect(after?.data).toEqual({ ...data, creationMode: 'Manual' })
})

test('a secret that does not work yet is not written', async () => {
  known.clear()
  const before = puts()
  const outcome = await destination().write(target, delivered())
  expect(outcome).toMatchObject({ is: 'later', problem: expect.stringContaining('AADSTS7000215') })
  expect(connections.secretOf(endpointId)).toBe('old-secret')
  expect(puts()).toBe(before)
  expectNoSecret(outcome)
})

test.each(['GET', 'POST'])(
  'nothing is written once the delivery has fallen to somebody else during a %s',
  async (method) => {
    const controller = new AbortController()
    onRequest = (request) => request.method === method && controller.abort()
    const before = puts()
    const error = await failureOf(destination().write(target, delivered({ signal: controller.signal })))
    expect(error).toMatchObject({ code: 'destination-unreachable' })
    expect(puts()).toBe(before)
    expect(connections.secretOf(endpointId)).toBe('old-secret')
  },
)

test('a write whose reply was lost is an error without the secret, and its repetition ends the same', async () => {
  api.faults.add({ method: 'PUT', path: /endpoints/, when: 'after', drop: true, times: 1 })
  const error = await failureOf(destination().write(target, delivered()))
  expect(error).toMatchObject({ code: 'destination-unreachable' })
  expectNoSecret(error)
  expect(await destination().write(target, delivered())).toMatchObject({ is: 'written' })
  expect(connections.secretOf(endpointId)).toBe(secret)
  expect(connections.get(endpointId)?.connection.serviceEndpointProjectReferences).toHaveLength(2)
})

test.each([
  ['WorkloadIdentityFederation', {}, 'workload identity federation'],
  ['ManagedServiceIdentity', {}, 'managed identity'],
  ['Token', {}, 'service principal'],
  ['ServicePrincipal', { authenticationType: 'spnCertificate' }, 'certificate'],
  ['ServicePrincipal', { serviceprincipalid: 'another' }, 'another application'],
])('a connection with %s %j is refused before anything is sent to it', async (scheme, parameters, reason) => {
  seed({ scheme, parameters })
  const writes = api.requests.filter((request) => !request.startsWith('GET')).length
  const seen = await destination().inspect(target, delivered())
  const outcome = await destination().write(target, delivered())
  expect(seen).toMatchObject({ is: 'refused', problem: expect.stringContaining(reason) })
  expect(outcome).toEqual(seen)
  expect(api.requests.filter((request) => !request.startsWith('GET'))).toHaveLength(writes)
})

test('a connection of another type than Azure Resource Manager is refused', async () => {
  alter({ type: 'dockerregistry' })
  expect(await destination().inspect(target, delivered())).toMatchObject({ is: 'refused' })
})

test('an identity that may not see the connection is told to become its administrator', async () => {
  seed({}, 'user')
  const seen = await destination().inspect(target, delivered())
  expect(seen).toMatchObject({ is: 'refused', problem: expect.stringMatching(/permission is missing.*Administrator/) })
})

test('an identity that may only read the connection is told to become its administrator', async () => {
  seed({}, 'reader')
  const outcome = await destination().write(target, delivered())
  expect(outcome).toMatchObject({
    is: 'refused',
    problem: expect.stringMatching(/HTTP 403.*old secret.*Administrator/),
  })
  expectNoSecret(outcome)
})

test('a connection that is gone is refused, and so is a wrong project', async () => {
  const missing = { is: 'refused', problem: expect.stringContaining('not there') }
  expect(await destination().inspect({ ...target, project: 'Elsewhere' }, delivered())).toMatchObject(missing)
  connections.remove(endpointId)
  expect(await destination().write(target, delivered())).toMatchObject(missing)
  expect(await destination().verify(target, {}, delivered())).toMatchObject(missing)
})

test.each([401, 403, 404])('a %i to a reading is refused with a remedy', async (status) => {
  api.faults.add({ path: /endpoints/, when: 'before', respond: { status } })
  const seen = await destination().inspect(target, delivered())
  expect(seen).toMatchObject({ is: 'refused', problem: expect.stringContaining(`HTTP ${status}`) })
  expect(await destination().verify(target, {}, delivered())).toEqual(seen)
})

test('a token that the organization does not know is refused with the way to add the identity', async () => {
  knowsToken = false
  const problem = expect.stringMatching(/HTTP 401.*as a user of the organization/)
  expect(await destination().inspect(target, delivered())).toMatchObject({ is: 'refused', problem })
})

test.each([
  [302, 'text/html'],
  [203, 'text/html'],
  [200, 'text/html'],
])('a sign-in page with status %i is refused with the way to add the identity', async (status, type) => {
  page = new Response('<html>Sign in</html>', { status, headers: { 'content-type': type } })
  const problem = expect.stringContaining('as a user of the organization')
  expect(await destination().write(target, delivered())).toMatchObject({ is: 'refused', problem })
})

test('too many requests are tried again after the time that Azure DevOps asks for', async () => {
  api.faults.add({ method: 'PUT', path: /endpoints/, when: 'before', respond: { status: 429, retryAfterSeconds: 42 } })
  const outcome = await destination().write(target, delivered())
  expect(outcome).toMatchObject({ is: 'later', retryAfterMs: 42_000 })
  expect(connections.secretOf(endpointId)).toBe('old-secret')
  expectNoSecret(outcome)
})

test.each([
  ['POST', /endpointproxy/],
  ['PUT', /endpoints/],
])('a failing %s is tried again later', async (method, path) => {
  api.faults.add({ method, path, when: 'before', respond: { status: 503 }, times: 1 })
  expect(await destination().write(target, delivered())).toMatchObject({ is: 'later' })
  expect(await destination().write(target, delivered())).toMatchObject({ is: 'written' })
})

test('a reading that fails in passing is repeated, and one that goes on failing is an error to look again', async () => {
  const fault = { method: 'GET', path: /endpoints/, when: 'before', respond: { status: 503 } } as const
  api.faults.add({ ...fault, times: 2 })
  expect(await destination().inspect(target, delivered())).toMatchObject({ is: 'ready' })
  api.faults.add(fault)
  await expect(destination().inspect(target, delivered())).rejects.toMatchObject({ code: 'destination-unreachable' })
  expect(await destination().verify(target, {}, delivered())).toMatchObject({ is: 'notYet' })
})

test('a reply that repeats the secret shows nowhere', async () => {
  const body = { typeKey: secret, message: `The key ${secret} is bad` }
  api.faults.add({ method: 'PUT', path: /endpoints/, when: 'before', respond: { status: 400, body } })
  const outcome = await destination().write(target, delivered())
  expect(outcome).toMatchObject({ is: 'refused', problem: expect.stringContaining('HTTP 400') })
  expectNoSecret(outcome)
})

test('a connection that was changed to another application or scheme counts as overwritten', async () => {
  seed({ clientId: 'another' })
  expect(await destination().verify(target, {}, delivered())).toMatchObject({ is: 'overwritten' })
  seed({ scheme: 'WorkloadIdentityFederation' })
  expect(await destination().verify(target, {}, delivered())).toMatchObject({ is: 'overwritten' })
})

test('a key that somebody replaced by hand for the same client counts as overwritten', async () => {
  const receipt = receiptOf(await destination().write(target, delivered()))
  seed({ secret: 'by hand' })
  const verification = await destination().verify(target, receipt, delivered())
  expect(verification).toMatchObject({ is: 'overwritten', problem: expect.stringContaining('another secret') })
  await destination().write(target, delivered())
  expect(connections.secretOf(endpointId)).toBe(secret)
})

test('where Azure DevOps does not tell of changes, an owner is asked', async () => {
  await destination().write(target, delivered())
  const ask = expect.stringContaining('Look whether somebody has edited it')
  expect(await destination().verify(target, {}, delivered())).toEqual({ is: 'unprovable', ask })
})

test('once the version that tells of changes is gone, writing goes on and an owner is asked', async () => {
  onRequest = ({ url }) => {
    page = url.includes('7.2-preview.4')
      ? Response.json({ typeKey: 'VssVersionOutOfRange' }, { status: 400 })
      : undefined
  }
  const receipt = receiptOf(await destination().write(target, delivered()))
  expect(receipt).not.toHaveProperty('modifiedAt')
  expect(await destination().verify(target, receipt, delivered())).toMatchObject({ is: 'unprovable' })
})

test('after an undo it is the previous secret that is found in force', async () => {
  const undo = delivered({ deliveryId: 'rotation-1-undo' })
  const receipt = receiptOf(await destination().write(target, undo))
  const evidence = expect.stringContaining('signed in with the previous secret')
  expect(await destination().verify(target, receipt, undo)).toEqual({ is: 'verified', evidence })
})

test('other confidential values, which are read as null, are not sent', async () => {
  seed({ parameters: { servicePrincipalCertificate: null } })
  receiptOf(await destination().write(target, delivered()))
  const parameters = connections.get(endpointId)?.connection.authorization.parameters
  expect(parameters).toMatchObject({ serviceprincipalkey: secret, servicePrincipalCertificate: null })
})

test('a connection that is being prepared is waited for, and one that failed is refused', async () => {
  alter({ isReady: false, operationStatus: { state: 'InProgress', statusMessage: '' } })
  expect(await destination().verify(target, {}, delivered())).toMatchObject({ is: 'notYet' })
  alter({ isReady: false, operationStatus: { state: 'Failed', statusMessage: 'no access' } })
  expect(await destination().verify(target, {}, delivered())).toMatchObject({ is: 'refused' })
})

test('the simulated service notices what would break a connection', async () => {
  const stored = connections.get(endpointId)?.connection
  if (stored === undefined) return expect.fail()
  const { authorization, data } = stored
  const put = async (body: object, path = `/contoso/_apis/serviceendpoint/endpoints/${endpointId}?api-version=7.1`) => {
    const headers = { authorization: token, 'content-type': 'application/json' }
    const reply = await fetch(`${api.origin}${path}`, { method: 'PUT', headers, body: JSON.stringify(body) })
    return reply.status
  }
  const withKey = (changes: object) => ({ ...authorization, parameters: { ...authorization.parameters, ...changes } })
  expect(await put({ ...stored, authorization: withKey({ serviceprincipalkey: null }) })).toBe(400)
  expect(await put({ ...stored, authorization: withKey({ servicePrincipalKey: 'second' }) })).toBe(400)
  expect(await put({ ...stored, authorization: withKey({ tenantid: 'another' }) })).toBe(400)
  expect(await put({ ...stored, data: { ...data, creationMode: 'Automatic' } })).toBe(400)
  expect(await put({ ...stored, owner: 'agentcloud' })).toBe(400)
  const [first] = stored.serviceEndpointProjectReferences
  expect(await put({ ...stored, serviceEndpointProjectReferences: [first] })).toBe(400)
  const path = `/contoso/_apis/serviceendpoint/endpoints/${endpointId}`
  expect(await put(stored, `${path}?api-version=5.0`)).toBe(400)
  expect(await put(stored, `/contoso/Shop/_apis/serviceendpoint/endpoints/${endpointId}?api-version=7.1`)).toBe(404)
  expect(await put(stored)).toBe(200)
})
