import { constants, createHash, verify, X509Certificate } from 'node:crypto'
import { ManagedIdentityCredential } from '@azure/identity'
import { CertificateClient } from '@azure/keyvault-certificates'
import { CryptographyClient } from '@azure/keyvault-keys'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Cloud } from '../../../src/sandbox/cloud.ts'
import { startTestCloud } from '../../support/cloud.ts'

const policy = { issuerName: 'Self', subject: 'CN=x', keyType: 'RSA', keySize: 2048, validityInMonths: 3 } as const
const options = { disableChallengeResourceVerification: true, retryOptions: { maxRetries: 0 } }
const hour = 3_600_000

let cloud: Cloud
let client: CertificateClient

beforeAll(async () => {
  cloud = await startTestCloud()
  client = new CertificateClient(cloud.origin, new ManagedIdentityCredential(), options)
})
afterAll(() => cloud.stop())
beforeEach(() => cloud.certificates.issuers.set('slow', { delayMs: hour }))

async function make(name: string) {
  const making = await client.beginCreateCertificate(name, policy, { tags: { a: '1' } })
  return making.pollUntilDone()
}

test('the official client makes a certificate, with a key that signs under the same name and version', async () => {
  const { keyId = '', cer, properties } = await make('official')
  expect(cer?.length).toBeGreaterThan(500)
  expect(properties).toMatchObject({ enabled: true, tags: { a: '1' }, name: 'official' })
  const thumbprint = createHash('sha1')
    .update(cer ?? '')
    .digest('hex')
  expect(Buffer.from(properties.x509Thumbprint ?? '').toString('hex')).toBe(thumbprint)
  expect(keyId).toBe(`${cloud.origin}/keys/official/${properties.version}`)

  const keys = new CryptographyClient(keyId, new ManagedIdentityCredential(), options)
  const { result } = await keys.sign('PS256', createHash('sha256').update('data').digest())
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  const { publicKey } = new X509Certificate(cer ?? '')
  expect(verify('sha256', Buffer.from('data'), { key: publicKey, ...padding }, result)).toBe(true)
})

test('starts ten minutes early and ends so many months after it was made', async () => {
  const { properties } = await make('dated')
  const { notBefore, createdOn, expiresOn } = properties
  expect((createdOn?.getTime() ?? 0) - (notBefore?.getTime() ?? 0)).toBe(600_000)
  const days = ((expiresOn?.getTime() ?? 0) - (createdOn?.getTime() ?? 0)) / 86_400_000
  expect([89, 90, 91, 92]).toContain(days)
})

test('shows a version without certificate and key while it is made, and refuses another meanwhile', async () => {
  const making = await client.beginCreateCertificate('slow-one', { ...policy, issuerName: 'slow' })
  expect(making.isDone()).toBe(false)
  const meanwhile = await client.getCertificate('slow-one')
  expect([meanwhile.cer, meanwhile.keyId, meanwhile.properties.enabled]).toEqual([undefined, undefined, false])
  await expect(client.beginCreateCertificate('slow-one', policy)).rejects.toMatchObject({
    statusCode: 409,
    details: { error: { innerError: { code: 'Forbidden' } } },
  })
  cloud.clock.advance(hour)
  expect((await client.getCertificate('slow-one')).cer).toBeDefined()
})

test('keeps every version, each with its own key', async () => {
  const first = await make('twice')
  const second = await make('twice')
  expect((await client.getCertificate('twice')).properties.version).toBe(second.properties.version)
  const old = await client.getCertificateVersion('twice', first.properties.version ?? '')
  expect(old.cer).toEqual(first.cer)
  const versions = []
  for await (const { version } of client.listPropertiesOfCertificateVersions('twice')) versions.push(version)
  expect(versions).toEqual([first.properties.version, second.properties.version])
})

test('refuses the name of a deleted certificate until it is recovered or purged', async () => {
  await make('retired')
  await (await client.beginDeleteCertificate('retired')).pollUntilDone()
  await expect(client.getCertificate('retired')).rejects.toMatchObject({ code: 'CertificateNotFound' })
  await expect(make('retired')).rejects.toMatchObject({
    statusCode: 409,
    details: { error: { innerError: { code: 'ObjectIsDeletedButRecoverable' } } },
  })
  await (await client.beginRecoverDeletedCertificate('retired')).pollUntilDone()
  expect((await client.getCertificate('retired')).cer).toBeDefined()
  await (await client.beginDeleteCertificate('retired')).pollUntilDone()
  await client.purgeDeletedCertificate('retired')
  expect((await make('retired')).cer).toBeDefined()
})

test('signs a digest of the right length with PS256 and nothing else', async () => {
  const { keyId = '' } = await make('signing')
  const keys = new CryptographyClient(keyId, new ManagedIdentityCredential(), options)
  const refused = { statusCode: 400, code: 'BadParameter' }
  await expect(keys.sign('PS256', Buffer.alloc(20))).rejects.toMatchObject(refused)
  await expect(keys.sign('RS512', Buffer.alloc(64))).rejects.toMatchObject(refused)
})

test.each([
  ['an unknown issuer', { issuerName: 'Unknown-CA' }],
  ['a subject that is no name', { subject: 'x' }],
  ['a key that is too short', { keySize: 1024 }],
])('refuses %s', async (_, fields) => {
  await expect(client.beginCreateCertificate('refused', { ...policy, ...fields })).rejects.toMatchObject({
    statusCode: 400,
    code: 'BadParameter',
  })
})
