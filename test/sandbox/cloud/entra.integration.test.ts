import { createHash, randomUUID } from 'node:crypto'
import { ClientCertificateCredential, ClientSecretCredential, ManagedIdentityCredential } from '@azure/identity'
import { createRemoteJWKSet, jwtVerify, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Cloud } from '../../../src/sandbox/cloud.ts'
import { makeSelfSigned } from '../../../src/sandbox/vault/self-signed.ts'
import { startTestCloud } from '../../support/cloud.ts'

let cloud: Cloud

beforeAll(async () => {
  cloud = await startTestCloud()
})
afterAll(() => cloud.stop())

const hour = 3_600_000
const assertionType = { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' }

function newSecret(endAt = new Date(cloud.clock.now().getTime() + hour)) {
  const { id, appId } = cloud.tenant.applications()[0] ?? {}
  if (!id || !appId) throw new Error('the tenant is empty')
  const startAt = new Date(endAt.getTime() - 2 * hour)
  return { clientId: appId, ...cloud.tenant.addPassword(id, { displayName: 'test', startAt, endAt }) }
}

function signIn(clientId: string, secretText: string) {
  const options = { authorityHost: cloud.origin, disableInstanceDiscovery: true, retryOptions: { maxRetries: 0 } }
  return new ClientSecretCredential(cloud.tenant.tenantId, clientId, secretText, options).getToken(
    `${cloud.origin}/.default`,
  )
}

async function requestToken(fields: Record<string, string>) {
  const answer = await fetch(`${cloud.origin}/${cloud.tenant.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: `${cloud.origin}/.default`, ...fields }),
  })
  return { status: answer.status, body: JSON.parse(await answer.text()) }
}

test('a client secret of an application buys a token that its published keys verify', async () => {
  const { clientId, secretText } = newSecret()
  const { token } = await signIn(clientId, String(secretText))
  const metadata = `${cloud.origin}/${cloud.tenant.tenantId}/v2.0/.well-known/openid-configuration`
  const { jwks_uri, issuer } = JSON.parse(await (await fetch(metadata)).text())
  const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri)), { issuer, audience: cloud.origin })
  expect(payload).toMatchObject({ appid: clientId, tid: cloud.tenant.tenantId, roles: [] })
})

test('the secret of the bot itself buys a token with its roles', async () => {
  const { token } = await signIn(cloud.bot.clientId, cloud.bot.clientSecret)
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  expect(claims.roles).toContain('Application.ReadWrite.All')
})

async function newCertificate(endAt = new Date(Date.now() + hour)) {
  const { id, appId } = cloud.tenant.applications()[1] ?? {}
  if (!id || !appId) throw new Error('the tenant is empty')
  const notBefore = new Date(Date.now() - hour)
  const validity = { notBefore, notAfter: endAt }
  const made = await makeSelfSigned({ subject: 'CN=x', keySize: 2048, ...validity, usages: [] })
  const key = { keyId: randomUUID(), type: 'AsymmetricX509Cert', usage: 'Verify', key: made.der.toString('base64') }
  cloud.tenant.setKeys(id, [{ ...key, endDateTime: endAt.toISOString() }])
  return { clientId: appId, ...made }
}

test('the assertion of the official client buys a token, for a registered certificate alone', async () => {
  const { clientId, der, privateKey } = await newCertificate()
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`
  const certificate = `${pem}${privateKey.export({ type: 'pkcs8', format: 'pem' })}`
  const ask = () =>
    new ClientCertificateCredential(
      cloud.tenant.tenantId,
      clientId,
      { certificate },
      { authorityHost: cloud.origin, disableInstanceDiscovery: true, retryOptions: { maxRetries: 0 } },
    ).getToken(`${cloud.origin}/.default`)
  expect((await ask()).token).toBeTruthy()
  await newCertificate()
  await expect(ask()).rejects.toThrow('700027')
})

test.each([
  ['with another audience', { aud: 'https://elsewhere' }, 700023],
  ['by another issuer', { iss: 'somebody' }, 700021],
  ['about another subject', { sub: 'somebody' }, 700021],
  ['that has expired', { iat: 1, exp: 2 }, 700024],
  ['that begins in the far future', { nbf: 4_000_000_000 }, 700024],
])('an assertion %s is refused with its own code', async (_, claims, code) => {
  const { clientId, der, privateKey } = await newCertificate()
  const aud = `${cloud.origin}/${cloud.tenant.tenantId}/oauth2/v2.0/token`
  const seconds = Math.floor(cloud.clock.now().getTime() / 1000)
  const whole = { aud, iss: clientId, sub: clientId, jti: 'j', iat: seconds, exp: seconds + 300, ...claims }
  const thumbprint = createHash('sha256').update(der).digest('base64url')
  const header = { alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint }
  const assertion = await new SignJWT(whole).setProtectedHeader(header).sign(privateKey)
  expect(await requestToken({ client_id: clientId, client_assertion: assertion, ...assertionType })).toMatchObject({
    status: 401,
    body: { error: 'invalid_client', error_codes: [code] },
  })
})

test.each([['x'], ['a.b.c']])('an assertion that is none, %s, is refused as one by an unknown key', async (text) => {
  const { clientId } = await newCertificate()
  const { body } = await requestToken({ client_id: clientId, client_assertion: text, ...assertionType })
  expect(body.error_codes).toEqual([700027])
})

test('a wrong secret is AADSTS7000215, in the shape that Entra uses', async () => {
  const { clientId } = newSecret()
  const { status, body } = await requestToken({ client_id: clientId, client_secret: 'wrong' })
  expect(status).toBe(401)
  expect(body).toEqual({
    error: 'invalid_client',
    error_description: expect.stringMatching(/^AADSTS7000215: .*Trace ID: .*Correlation ID: .*Timestamp: /),
    error_codes: [7000215],
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/),
    trace_id: expect.any(String),
    correlation_id: expect.any(String),
  })
})

test('an expired secret is AADSTS7000222, by the simulated time', async () => {
  const { clientId, secretText } = newSecret()
  cloud.clock.advance(2 * hour)
  const { body } = await requestToken({ client_id: clientId, client_secret: String(secretText) })
  expect(body.error_codes).toEqual([7000222])
})

test('the official client reports the code of a refusal', async () => {
  const { clientId } = newSecret()
  await expect(signIn(clientId, 'wrong')).rejects.toThrow('7000215')
})

test.each([
  ['an unknown application', { client_id: '00000000-0000-0000-0000-00000000dead', client_secret: 'x' }, 400, 700016],
  ['no secret at all', { client_id: 'x' }, 401, 7000218],
  ['a client assertion of an unknown type', { client_id: 'x', client_assertion: 'x' }, 401, 50027],
  ['another grant', { grant_type: 'password' }, 400, 70003],
])('%s is refused with its own code', async (_, fields, status, code) => {
  expect(await requestToken(fields)).toMatchObject({ status, body: { error_codes: [code] } })
})

test('a scope that names no resource of the cloud is refused', async () => {
  const { clientId, secretText } = newSecret()
  const known = { client_id: clientId, client_secret: String(secretText) }
  expect((await requestToken({ ...known, scope: 'https://elsewhere.example/.default' })).body.error_codes).toEqual([
    500011,
  ])
  expect((await requestToken({ ...known, scope: cloud.origin })).body.error_codes).toEqual([1002012])
})

test('another tenant is not found', async () => {
  const answer = await fetch(`${cloud.origin}/common/v2.0/.well-known/openid-configuration`)
  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain('AADSTS90002')
})

test('Graph knows the managed identity with its permissions as they are now', async () => {
  const { token } = await new ManagedIdentityCredential().getToken(cloud.origin)
  const headers = { authorization: `Bearer ${token}` }
  const read = () => fetch(`${cloud.origin}/v1.0/applications?$top=1`, { headers })
  expect((await read()).status).toBe(200)
  const granted = [...cloud.permissions]
  cloud.permissions.clear()
  expect((await read()).status).toBe(403)
  for (const permission of granted) cloud.permissions.add(permission)
  const forVault = await new ManagedIdentityCredential().getToken('https://vault.azure.net')
  const wrongAudience = { authorization: `Bearer ${forVault.token}` }
  expect((await fetch(`${cloud.origin}/v1.0/applications`, { headers: wrongAudience })).status).toBe(401)
})

test('the managed identity endpoint answers as App Service does', async () => {
  const ask = (query: string, header = cloud.identityHeader) =>
    fetch(`${cloud.identityEndpoint}?${query}`, { headers: { 'X-IDENTITY-HEADER': header } })
  const good = await ask('api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net')
  expect(await good.json()).toEqual({
    access_token: expect.stringMatching(/^ey/),
    expires_on: expect.stringMatching(/^\d{10}$/),
    resource: 'https://vault.azure.net',
    token_type: 'Bearer',
    client_id: cloud.bot.clientId,
  })
  expect((await ask('api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net', 'guess')).status).toBe(401)
  expect((await ask('resource=https%3A%2F%2Fvault.azure.net')).status).toBe(400)
  expect((await ask('api-version=2019-08-01')).status).toBe(400)
  expect((await ask('api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net&client_id=other')).status).toBe(400)
})
