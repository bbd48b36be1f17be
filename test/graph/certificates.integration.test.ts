import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCredentials } from '../../src/graph/credentials.ts'
import type { Credentials } from '../../src/ports.ts'
import { type GraphStandIn, graphError, guidOf, holderNumber, startGraphStandIn } from '../support/graph-stand-in.ts'

const path = `/v1.0/applications/${guidOf(1)}`
const readPath = `GET ${path}?$select=id,keyCredentials`
const writePath = `PATCH ${path}`
const application = holderNumber(1)
const der = Buffer.from('the new certificate').toString('base64')
const sha1 = createHash('sha1').update('the new certificate').digest()
const certificate = {
  der,
  startAt: new Date('2026-05-01T00:00:00Z'),
  endAt: new Date('2026-08-01T00:00:00Z'),
}

let graph: GraphStandIn
let credentials: Credentials
/** What Entra holds; `rewrites` take its place one after the other, as soon as it was written. */
let keys: Entry[]
let rewrites: ((written: Entry[]) => Entry[])[]

type Entry = Record<string, unknown> & { readonly keyId: string }

beforeEach(async () => {
  graph = await startGraphStandIn()
  credentials = createCredentials(graph.client)
  rewrites = []
})
afterEach(() => graph.finish())

function entry(number: number, fields: object = {}): Entry {
  return {
    keyId: guidOf(number).toUpperCase(),
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
    displayName: `CN=${number}`,
    startDateTime: '2025-08-01T00:00:00.1234567Z',
    endDateTime: '2026-08-01T00:00:00Z',
    customKeyIdentifier: `IDENTIFIER${number}`,
    key: 'cHVibGlj',
    ...fields,
  }
}

function expectReads(times = 1): void {
  for (let read = 0; read < times; read += 1) {
    graph.expect(readPath, () => ({ body: { id: guidOf(1), keyCredentials: keys } }))
  }
}

function expectWrite(status = 204): void {
  graph.expect(writePath, ({ body }) => {
    const written = (body as { keyCredentials: Entry[] }).keyCredentials
    keys = rewrites.shift()?.(written) ?? written
    return { status }
  })
}

/** A write that shows at once is looked at again, in case somebody overwrites it. */
function expectLastingWrite(): void {
  expectWrite()
  expectReads(2)
}

function writes(): Entry[][] {
  return graph.requests
    .filter(({ method }) => method === 'PATCH')
    .map(({ body }) => (body as { keyCredentials: Entry[] }).keyCredentials)
}

test('a certificate is added beside every other entry, which is sent back without its key', async () => {
  keys = [entry(2), entry(3, { type: 'X509CertAndPassword', usage: 'Sign' })]
  const before = keys
  expectReads()
  expectLastingWrite()
  const added = await credentials.addCertificate(application, certificate, `CN=${'x'.repeat(100)}`)
  expect(added).toEqual({ keyId: expect.stringMatching(/^[0-9a-f-]{36}$/), outcome: 'added' })
  expect(writes()).toEqual([
    [
      ...before.map((one) => ({ ...one, key: null })),
      {
        keyId: added.keyId,
        type: 'AsymmetricX509Cert',
        usage: 'Verify',
        displayName: `CN=${'x'.repeat(87)}`,
        startDateTime: '2026-05-01T00:00:00.000Z',
        endDateTime: '2026-08-01T00:00:00.000Z',
        key: der,
      },
    ],
  ])
})

test('two writers give the same certificate the same keyId, and another application another one', async () => {
  const other = `/v1.0/applications/${guidOf(2)}`
  const keyIds: string[] = []
  for (const writer of [credentials, createCredentials(graph.client)]) {
    keys = []
    expectReads()
    expectLastingWrite()
    keyIds.push((await writer.addCertificate(application, certificate, 'CN=x')).keyId)
  }
  expect(keyIds[1]).toBe(keyIds[0])
  graph.expect(`GET ${other}?$select=id,keyCredentials`, { body: { keyCredentials: [] } })
  graph.expect(`PATCH ${other}`, { status: 204 })
  for (const _ of ['shown', 'still shown']) {
    graph.expect(`GET ${other}?$select=id,keyCredentials`, () => ({ body: { keyCredentials: writes().at(-1) } }))
  }
  const elsewhere = await credentials.addCertificate(holderNumber(2), certificate, 'CN=x')
  expect(elsewhere.keyId).not.toBe(keyIds[0])
})

test('a service principal has its own path', async () => {
  const own = `/v1.0/servicePrincipals/${guidOf(1)}`
  graph.expect(`GET ${own}?$select=id,keyCredentials`, { body: { keyCredentials: [] } })
  graph.expect(`PATCH ${own}`, { status: 204 })
  for (const _ of ['shown', 'still shown']) {
    graph.expect(`GET ${own}?$select=id,keyCredentials`, { body: { keyCredentials: [entry(7, { key: der })] } })
  }
  const added = await credentials.addCertificate(holderNumber(1, 'servicePrincipal'), certificate, 'CN=x')
  expect(added.outcome).toBe('added')
})

test.each([
  ['hex', sha1.toString('hex').toUpperCase()],
  ['base64', sha1.toString('base64')],
])('a certificate is known by its thumbprint as %s, and nothing is written', async (_, customKeyIdentifier) => {
  keys = [entry(2), entry(3, { customKeyIdentifier })]
  expectReads()
  const found = await credentials.addCertificate(application, certificate, 'CN=x')
  expect(found).toEqual({ keyId: guidOf(3), outcome: 'already-there' })
})

test('a certificate is known by its keyId where neither its key nor its thumbprint is shown', async () => {
  keys = [entry(2)]
  rewrites = [(written) => written.map((one) => ({ ...one, key: null, customKeyIdentifier: null }))]
  expectReads()
  expectLastingWrite()
  const added = await credentials.addCertificate(application, certificate, 'CN=x')
  expect(added.outcome).toBe('added')
  expectReads()
  expect(await credentials.addCertificate(application, certificate, 'CN=x')).toEqual({
    keyId: added.keyId,
    outcome: 'already-there',
  })
  expect(writes()).toHaveLength(1)
})

test('an addition whose reply was lost is found when it is asked for again', async () => {
  keys = [entry(2)]
  expectReads()
  graph.expect(writePath, ({ body }) => {
    keys = (body as { keyCredentials: Entry[] }).keyCredentials
    return { drop: 'before' }
  })
  await expect(credentials.addCertificate(application, certificate, 'CN=x')).rejects.toMatchObject({
    code: 'directory-unreachable',
  })
  expectReads()
  expect(await credentials.addCertificate(application, certificate, 'CN=x')).toMatchObject({ outcome: 'already-there' })
  expect(writes()).toHaveLength(1)
})

test('a write that shows late is waited for and not repeated', async () => {
  keys = [entry(2)]
  expectReads()
  graph.expect(writePath, { status: 204 })
  expectReads(2)
  for (const _ of ['shown', 'still shown']) {
    graph.expect(readPath, () => ({ body: { keyCredentials: [entry(2), entry(9, { key: der })] } }))
  }
  expect(await credentials.addCertificate(application, certificate, 'CN=x')).toMatchObject({ outcome: 'added' })
  expect(graph.waits).toEqual([1_000, 2_000, 3_000])
})

test('an addition that another writer has overwritten is made again, with what that writer added and without what it took out', async () => {
  keys = [entry(2), entry(3)]
  rewrites = [() => [entry(2), entry(4)]]
  expectReads()
  expectWrite()
  expectReads(5)
  expectLastingWrite()
  const { keyId } = await credentials.addCertificate(application, certificate, 'CN=x')
  expect(keys.map((one) => one.keyId)).toEqual([entry(2).keyId, entry(4).keyId, keyId])
  expect(new Set(writes().map((list) => list.at(-1)?.keyId))).toEqual(new Set([keyId]))
})

test('an addition that another writer overwrites after it has shown is made again', async () => {
  keys = [entry(2)]
  expectReads()
  expectWrite()
  expectReads()
  graph.expect(readPath, () => {
    keys = [entry(2), entry(4)]
    return { body: { keyCredentials: keys } }
  })
  expectReads(4)
  expectLastingWrite()
  const { keyId } = await credentials.addCertificate(application, certificate, 'CN=x')
  expect(keys.map((one) => one.keyId)).toEqual([entry(2).keyId, entry(4).keyId, keyId])
})

test('changes of one application at the same time follow each other, so that each keeps what the one before has made', async () => {
  keys = [entry(2), entry(3)]
  const second = { ...certificate, der: Buffer.from('another certificate').toString('base64') }
  for (let change = 0; change < 3; change += 1) {
    expectReads()
    expectLastingWrite()
  }
  const [one, , other] = await Promise.all([
    credentials.addCertificate(application, certificate, 'CN=x'),
    credentials.removeCertificate(application, guidOf(3)),
    credentials.addCertificate(application, second, 'CN=y'),
  ])
  expect(keys.map(({ keyId }) => keyId)).toEqual([entry(2).keyId, one.keyId, other.keyId])
})

test('a change that fails does not hold up the next one', async () => {
  keys = [entry(2)]
  expectReads()
  graph.expect(writePath, { status: 403 })
  expectReads()
  expectLastingWrite()
  const [failed, added] = await Promise.allSettled([
    credentials.removeCertificate(application, guidOf(2)),
    credentials.addCertificate(application, certificate, 'CN=x'),
  ])
  expect([failed.status, added.status]).toEqual(['rejected', 'fulfilled'])
})

test('a list that does not show the last change yet is not the one to change', async () => {
  keys = [entry(2)]
  expectReads()
  expectLastingWrite()
  const { keyId } = await credentials.addCertificate(application, certificate, 'CN=x')
  graph.expect(readPath, { body: { keyCredentials: [entry(2)] } })
  expectReads()
  expectLastingWrite()
  await credentials.removeCertificate(application, guidOf(2))
  expect(keys.map((one) => one.keyId)).toEqual([keyId])
})

test('an entry that another writer takes out after the addition stays out', async () => {
  keys = [entry(2), entry(3)]
  rewrites = [(written) => written.filter((one) => one.keyId !== entry(3).keyId)]
  expectReads()
  expectLastingWrite()
  await credentials.addCertificate(application, certificate, 'CN=x')
  expect(keys).toHaveLength(2)
  expect(writes()).toHaveLength(1)
})

test('an addition that never stays ends as a conflict', async () => {
  keys = [entry(2)]
  rewrites = [() => [entry(2)], () => [entry(2)], () => [entry(2)]]
  expectReads()
  for (let write = 0; write < 3; write += 1) {
    expectWrite()
    expectReads(5)
  }
  await expect(credentials.addCertificate(application, certificate, 'CN=x')).rejects.toMatchObject({
    code: 'directory-conflict',
    message: expect.stringContaining('Whether it took effect is unknown'),
  })
})

test.each([
  [{ status: 409, body: graphError('Directory_ConcurrencyViolation') }, 'directory-conflict'],
  [{ status: 503, body: graphError('Directory_ConcurrencyViolation') }, 'directory-conflict'],
  [{ status: 503 }, 'directory-unreachable'],
  [{ status: 429, headers: { 'retry-after': '2' } }, 'directory-throttled'],
  [{ status: 403 }, 'directory-denied'],
  [{ status: 400, body: graphError('CredentialInvalidLifetimeAsPerAppPolicy') }, 'directory-refused'],
  [{ drop: 'before' as const }, 'directory-unreachable'],
])('a write answered %j is sent once', async (reply, code) => {
  keys = [entry(2)]
  expectReads()
  graph.expect(writePath, reply)
  await expect(credentials.addCertificate(application, certificate, 'CN=x')).rejects.toMatchObject({ code })
})

test('a refusal after the write does not say that nothing was changed', async () => {
  keys = []
  expectReads()
  expectWrite()
  graph.expect(readPath, { status: 403, body: graphError('Authorization_RequestDenied') })
  await expect(credentials.addCertificate(application, certificate, 'CN=x')).rejects.toMatchObject({
    code: 'directory-unreachable',
  })
})

test.each([
  ['no list', {}],
  ['a list that is not one', { keyCredentials: null }],
  ['an entry that is not one', { keyCredentials: ['x'] }],
])('nothing is written after a reply with %s', async (_, body) => {
  graph.expect(readPath, { body })
  await expect(credentials.addCertificate(application, certificate, 'CN=x')).rejects.toMatchObject({
    code: 'directory-unreachable',
  })
  expect(writes()).toEqual([])
})

test('a certificate is taken out of the list, all others as they are', async () => {
  keys = [entry(2), entry(3), entry(4)]
  expectReads()
  expectLastingWrite()
  expect(await credentials.removeCertificate(application, guidOf(3))).toBe('removed')
  expect(writes()).toEqual([[2, 4].map((number) => entry(number, { key: null }))])
})

test('a certificate that is not there is absent, and nothing is written', async () => {
  keys = [entry(2)]
  expectReads()
  expect(await credentials.removeCertificate(application, guidOf(3))).toBe('absent')
})

test('a removal that another writer has undone is made again from that writer’s list', async () => {
  keys = [entry(2), entry(3)]
  rewrites = [() => [entry(2), entry(3), entry(4)]]
  expectReads()
  expectWrite()
  expectReads(5)
  expectLastingWrite()
  expect(await credentials.removeCertificate(application, guidOf(3))).toBe('removed')
  expect(keys.map((one) => one.keyId)).toEqual([entry(2).keyId, entry(4).keyId])
})

const principal = `/v1.0/servicePrincipals/${guidOf(1)}`
const made = {
  keyId: guidOf(11),
  customKeyIdentifier: sha1.toString('base64'),
  thumbprint: sha1.toString('hex').toUpperCase(),
  endDateTime: '2029-05-01T00:00:00Z',
  usage: 'Verify',
}

test('a signing certificate is made once, and known by its entry for verifying', async () => {
  graph.expect(`POST ${principal}/addTokenSigningCertificate`, { body: made })
  const shared = { customKeyIdentifier: made.customKeyIdentifier }
  const shown = [entry(11, { ...shared, usage: 'Sign' }), entry(12, shared)]
  graph.expect(`GET ${principal}?$select=id,keyCredentials`, { body: { keyCredentials: shown } })
  const endAt = new Date('2029-05-01T00:00:00Z')
  expect(await credentials.addSigningCertificate(guidOf(1), 'signing', endAt)).toEqual({
    keyId: guidOf(12),
    thumbprint: made.thumbprint,
    endAt,
  })
  expect(graph.requests[0]?.body).toEqual({ displayName: 'CN=signing', endDateTime: '2029-05-01T00:00:00.000Z' })
})

test('a signing certificate that cannot be looked up is still one that was made', async () => {
  graph.expect(`POST ${principal}/addTokenSigningCertificate`, { body: made })
  graph.expect(`GET ${principal}?$select=id,keyCredentials`, { status: 403 })
  const added = await credentials.addSigningCertificate(guidOf(1), 'CN=x', certificate.endAt)
  expect(added.keyId).toBe(guidOf(11))
})

test('a signing certificate is put to use by its thumbprint', async () => {
  const entry = { keyId: made.keyId, customKeyIdentifier: Buffer.from(made.thumbprint, 'hex').toString('base64') }
  graph.expect(`GET ${principal}?$select=id,keyCredentials`, { body: { keyCredentials: [entry] } })
  graph.expect(`PATCH ${principal}`, { status: 204 })
  await credentials.activateSigningCertificate(guidOf(1), made.keyId)
  expect(graph.requests[1]?.body).toEqual({ preferredTokenSigningKeyThumbprint: made.thumbprint })
})
