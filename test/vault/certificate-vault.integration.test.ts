import { constants, verify, X509Certificate } from 'node:crypto'
import { ManagedIdentityCredential } from '@azure/identity'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CertificateVault, VaultCertificate } from '../../src/ports.ts'
import type { Cloud } from '../../src/sandbox/cloud.ts'
import { certificatesRole, cryptoRole } from '../../src/sandbox/entra/bot-identity.ts'
import { createCertificateVault } from '../../src/vault/create-certificate-vault.ts'
import { monthsWithin } from '../../src/vault/months-within.ts'
import { startTestCloud } from '../support/cloud.ts'
import { silentLog } from '../support/silent-log.ts'

const day = 86_400_000

let cloud: Cloud
let vault: CertificateVault
let asked = 0

beforeAll(async () => {
  cloud = await startTestCloud()
})
afterAll(() => cloud.stop())
beforeEach(() => {
  cloud.faults.clear()
  cloud.requests.clear()
  cloud.certificates.issuers.set('Self', { delayMs: 0 })
  cloud.certificates.issuers.set('slow', { delayMs: 2 * day })
  for (const role of [certificatesRole, cryptoRole]) cloud.permissions.add(role)
  vault = createCertificateVault({
    url: cloud.origin,
    credential: new ManagedIdentityCredential(),
    logger: silentLog,
    retryDelayMs: 1,
  })
})

function wanted(fields: object = {}) {
  asked += 1
  const name = `keyturn-${asked}`
  return { name, subject: 'CN=payroll', lifetimeDays: 90, issuer: 'Self', tags: { rotationId: 'r1' }, ...fields }
}

async function made(fields: object = {}): Promise<VaultCertificate> {
  const request = wanted(fields)
  await vault.request(request)
  const found = await vault.find(request.name)
  if (typeof found !== 'object' || 'failed' in found) throw new Error(`not made: ${JSON.stringify(found)}`)
  return found
}

function creations(name: string): number {
  return cloud.requests.count('POST', new RegExp(`^/certificates/${name}/create$`))
}

test('a certificate is made with a key that signs and never leaves the vault', async () => {
  const request = wanted()
  await vault.request(request)
  const stored = cloud.certificates.get(request.name)
  expect(stored?.request.policy).toMatchObject({
    key_props: { kty: 'RSA', key_size: 2048, exportable: false, reuse_key: false },
    x509_props: { ekus: ['1.3.6.1.5.5.7.3.2'], key_usage: ['digitalSignature'], validity_months: 2 },
    lifetime_actions: [{ action: { action_type: 'EmailContacts' } }],
    issuer: { name: 'Self' },
  })
})

test('what is found is the certificate with its own validity, and its tags', async () => {
  const found = await made()
  const certificate = new X509Certificate(Buffer.from(found.der, 'base64'))
  expect(certificate.subject).toBe('CN=payroll')
  expect([found.startAt, found.endAt]).toEqual([certificate.validFromDate, certificate.validToDate])
  expect(found.endAt.getTime() - found.startAt.getTime()).toBeLessThanOrEqual(90 * day)
  expect(found.tags).toEqual({ rotationId: 'r1' })
  expect(found.ref).toEqual({ name: `keyturn-${asked}`, version: expect.stringMatching(/^[0-9a-f]{32}$/) })
})

test('its key signs what the certificate verifies', async () => {
  const { ref, der } = await made()
  const signature = Buffer.from(await vault.sign(ref, 'header.claims'), 'base64url')
  const key = new X509Certificate(Buffer.from(der, 'base64')).publicKey
  const padding = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  expect(verify('sha256', Buffer.from('header.claims'), padding, signature)).toBe(true)
  expect(verify('sha256', Buffer.from('other.claims'), padding, signature)).toBe(false)
})

test('a certificate that was never asked for is not found', async () => {
  expect(await vault.find('never-asked-for')).toBeUndefined()
})

test('asking again changes nothing, while it is made and afterwards', async () => {
  const request = wanted({ issuer: 'slow' })
  await vault.request(request)
  await vault.request(request)
  expect(await vault.find(request.name)).toBe('pending')
  cloud.clock.advance(2 * day)
  await vault.request(request)
  expect(await vault.find(request.name)).toMatchObject({ ref: { name: request.name } })
  expect(creations(request.name)).toBe(1)
})

test('of two who ask at once the second finds it asked for', async () => {
  const request = wanted({ issuer: 'slow' })
  await vault.find('open')
  const path = new RegExp(`^/certificates/${request.name}/(pending|versions)$`)
  const respond = { status: 404, code: 'CertificateNotFound' }
  await vault.request(request)
  cloud.faults.add({ method: 'GET', path, times: 2, when: 'before', respond })
  await vault.request(request)
  expect(creations(request.name)).toBe(2)
  expect(cloud.certificates.get(request.name)?.versions).toHaveLength(1)
})

test('a request whose reply is lost is not repeated', async () => {
  const request = wanted()
  await vault.find('open')
  const path = new RegExp(`^/certificates/${request.name}/create$`)
  cloud.faults.add({ path, times: 1, when: 'after', drop: true })
  await vault.request(request)
  expect(creations(request.name)).toBe(1)
  expect(cloud.certificates.get(request.name)?.versions).toHaveLength(1)
})

test('a request that never arrives is an error, and can be made again', async () => {
  const request = wanted()
  await vault.find('open')
  const path = new RegExp(`^/certificates/${request.name}/create$`)
  cloud.faults.add({ path, times: 1, when: 'before', respond: { status: 503 } })
  await expect(vault.request(request)).rejects.toMatchObject({
    code: 'vault-unreachable',
    message: expect.stringContaining('Whether it took effect is unknown'),
  })
  await vault.request(request)
  expect(await vault.find(request.name)).toMatchObject({ ref: { name: request.name } })
})

test('the version that was asked for stays the one that is found when somebody adds another', async () => {
  const { ref } = await made()
  const stored = cloud.certificates.get(ref.name)
  if (stored === undefined) throw new Error('nothing is stored')
  cloud.clock.advance(5_000)
  await cloud.certificates.create(ref.name, stored.request)
  expect(cloud.certificates.get(ref.name)?.versions).toHaveLength(2)
  expect(await vault.find(ref.name)).toMatchObject({ ref })
})

test('an issuer that refuses is told in its own words', async () => {
  const failure = { code: 'CA_REFUSED', message: 'The organisation is not validated.' }
  cloud.certificates.issuers.set('strict', { delayMs: 0, failure })
  const request = wanted({ issuer: 'strict' })
  await vault.request(request)
  expect(await vault.find(request.name)).toEqual({
    failed: 'The making of the certificate ended as "failed" (CA_REFUSED: The organisation is not validated.).',
  })
})

test('an unknown issuer is refused', async () => {
  await expect(vault.request(wanted({ issuer: 'nobody' }))).rejects.toMatchObject({ code: 'vault-refused' })
})

test('a lifetime that holds no month is refused before anything is asked', async () => {
  const request = wanted({ lifetimeDays: 31 })
  await expect(vault.request(request)).rejects.toMatchObject({
    code: 'vault-refused',
    message: expect.stringContaining('Allow at least 32 days'),
  })
  expect(creations(request.name)).toBe(0)
})

test.each([
  [31, 0],
  [32, 1],
  [90, 2],
  [93, 3],
  [180, 5],
  [365, 11],
  [367, 12],
])('%d days hold %d months', (days, months) => {
  expect(monthsWithin(days)).toBe(months)
})

test('removing takes the certificate and its key away; what is not there is removed already', async () => {
  const { ref } = await made()
  await vault.remove(ref.name)
  expect(await vault.find(ref.name)).toBeUndefined()
  await expect(vault.sign(ref, 'data')).rejects.toMatchObject({ code: 'vault-refused' })
  await vault.remove(ref.name)
})

test('the name of a removed certificate is not used again', async () => {
  const request = wanted()
  await vault.request(request)
  await vault.remove(request.name)
  await expect(vault.request(request)).rejects.toMatchObject({
    code: 'vault-refused',
    message: expect.stringContaining('recover or purge it'),
  })
})

test('a missing role is named', async () => {
  const { ref } = await made()
  cloud.permissions.delete(certificatesRole)
  await expect(vault.find(ref.name)).rejects.toMatchObject({
    code: 'vault-denied',
    message: expect.stringContaining('"Key Vault Certificates Officer"'),
  })
  cloud.permissions.delete(cryptoRole)
  await expect(vault.sign(ref, 'data')).rejects.toMatchObject({
    code: 'vault-denied',
    message: expect.stringContaining('"Key Vault Crypto User"'),
  })
})

test('first calls at the same moment keep their bodies', async () => {
  const requests = [wanted(), wanted(), wanted()]
  await Promise.all(requests.map((request) => vault.request(request)))
  const found = await Promise.all(requests.map(({ name }) => vault.find(name)))
  expect(found).toMatchObject(requests.map(({ name }) => ({ ref: { name } })))
})
