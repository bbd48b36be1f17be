import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCredentials } from '../../src/graph/credentials.ts'
import type { Credentials } from '../../src/ports.ts'
import {
  canaryToken,
  type GraphStandIn,
  graphError,
  guidOf,
  holderNumber,
  rawApplication,
  startGraphStandIn,
} from '../support/graph-stand-in.ts'

const canary = 'canary~secret.text_Q8'
const endAt = new Date('2026-08-01T00:00:00Z')
const addPath = `POST /v1.0/applications/${guidOf(1)}/addPassword`
const removePath = `POST /v1.0/applications/${guidOf(1)}/removePassword`
const application = holderNumber(1)

let graph: GraphStandIn
let credentials: Credentials
beforeEach(async () => {
  graph = await startGraphStandIn()
  credentials = createCredentials(graph.client)
})
afterEach(() => graph.finish())

const made = {
  '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.passwordCredential',
  customKeyIdentifier: null,
  displayName: 'rot/x/1',
  endDateTime: '2026-08-01T00:00:00.1234567Z',
  hint: 'can',
  keyId: guidOf(11).toUpperCase(),
  secretText: canary,
  startDateTime: '2026-05-01T00:00:00Z',
}

test('a secret is asked for once and comes back hidden', async () => {
  graph.expect(addPath, { body: made })
  const created = await credentials.addPassword(application, 'rot/x/1', endAt)
  expect(created).toMatchObject({ keyId: guidOf(11), endAt: new Date('2026-08-01T00:00:00.123Z') })
  expect(created.secretText.reveal()).toBe(canary)
  expect(graph.requests.map(({ body }) => body)).toEqual([
    { passwordCredential: { displayName: 'rot/x/1', endDateTime: '2026-08-01T00:00:00.000Z' } },
  ])
  expect(inspect(created, { depth: 10 }) + graph.logLines.join('')).not.toContain(canary)
})

test('a service principal has its own path', async () => {
  graph.expect(`POST /v1.0/servicePrincipals/${guidOf(1)}/addPassword`, { body: made })
  await credentials.addPassword(holderNumber(1, 'servicePrincipal'), 'x', endAt)
})

test.each([
  [{ status: 429, headers: { 'retry-after': '2' } }, 'directory-throttled'],
  [{ status: 500 }, 'directory-unreachable'],
  [{ status: 503, headers: { 'retry-after': '2' } }, 'directory-unreachable'],
  [{ status: 503, body: graphError('Directory_ConcurrencyViolation') }, 'directory-conflict'],
  [{ status: 504 }, 'directory-unreachable'],
  [{ status: 409, body: graphError('Directory_ConcurrencyViolation') }, 'directory-conflict'],
  [{ status: 401, body: graphError('InvalidAuthenticationToken') }, 'directory-denied'],
  [{ status: 404, body: graphError('Request_ResourceNotFound') }, 'directory-not-found'],
  [{ status: 307, headers: { location: '/elsewhere' } }, 'directory-refused'],
  [{ drop: 'before' as const }, 'directory-unreachable'],
  [{ drop: 'within' as const, body: made }, 'directory-unreachable'],
  [{ body: { ...made, keyId: null } }, 'directory-unreachable'],
  [{ body: `${JSON.stringify(made)} oops` }, 'directory-unreachable'],
  [{ body: canary }, 'directory-unreachable'],
])('addPassword answered %j is one POST, and the text shows nowhere', async (reply, code) => {
  graph.expect(addPath, reply)
  const error = await credentials.addPassword(application, 'x', endAt).catch((failure: unknown) => failure)
  graph.logger.error({ err: error }, 'Adding failed')
  expect(error).toMatchObject({ code })
  expect(graph.requests).toHaveLength(1)
  const shown = inspect(error, { depth: 10, showHidden: true }) + graph.logLines.join('')
  expect(shown).toContain(guidOf(0x1001))
  expect(shown).not.toContain(canary.slice(0, 6))
  expect(shown).not.toContain(canaryToken)
})

test('a lifetime beyond the policy says what to do', async () => {
  graph.expect(addPath, { status: 400, body: graphError('CredentialInvalidLifetimeAsPerAppPolicy') })
  await expect(credentials.addPassword(application, 'x', endAt)).rejects.toThrow('lower ROTATION_LIFETIME_DAYS')
})

test('a secret is removed by its key id', async () => {
  graph.expect(removePath, { status: 204 })
  expect(await credentials.removePassword(application, guidOf(11))).toBe('removed')
  expect(graph.requests[0]?.body).toEqual({ keyId: guidOf(11) })
})

const notFound = {
  status: 400,
  body: graphError('Request_BadRequest', `No password credential found with keyId '${guidOf(11)}'.`),
}

test('a secret that Entra does not list any more is absent', async () => {
  graph.expect(removePath, notFound)
  graph.expect(`GET /v1.0/applications/${guidOf(1)}`, { body: rawApplication(1) })
  expect(await credentials.removePassword(application, guidOf(11))).toBe('absent')
})

test('a reply without the list of secrets does not make one absent', async () => {
  graph.expect(removePath, notFound)
  graph.expect(`GET /v1.0/applications/${guidOf(1)}`, { body: {} })
  await expect(credentials.removePassword(application, guidOf(11))).rejects.toMatchObject({
    code: 'directory-unreachable',
  })
})

test('a secret that Entra lists and does not find is a conflict', async () => {
  graph.expect(removePath, notFound)
  const body = rawApplication(1, { passwordCredentials: [{ keyId: guidOf(11) }] })
  graph.expect(`GET /v1.0/applications/${guidOf(1)}`, { body })
  await expect(credentials.removePassword(application, guidOf(11))).rejects.toMatchObject({
    code: 'directory-conflict',
  })
})

test('other refusals of a removal stay what they are', async () => {
  graph.expect(removePath, { status: 400, body: graphError('CannotUpdateLockedServicePrincipalProperty') })
  await expect(credentials.removePassword(application, guidOf(11))).rejects.toMatchObject({ code: 'directory-refused' })
  graph.expect(removePath, { status: 503 })
  await expect(credentials.removePassword(application, guidOf(11))).rejects.toMatchObject({
    code: 'directory-unreachable',
  })
  expect(graph.requests).toHaveLength(2)
})
