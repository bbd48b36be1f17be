import { inspect } from 'node:util'
import { ManagedIdentityCredential } from '@azure/identity'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SecretText } from '../../src/domain/secret-text.ts'
import { createProof, type ProofOptions } from '../../src/entra/create-proof.ts'
import type { CertificateVault, ProofOutcome, SignInProof, VaultCertificate } from '../../src/ports.ts'
import type { Cloud } from '../../src/sandbox/cloud.ts'
import type { FaultReply } from '../../src/sandbox/faults.ts'
import { createCertificateVault } from '../../src/vault/create-certificate-vault.ts'
import { startTestCloud } from '../support/cloud.ts'
import { silentLog } from '../support/silent-log.ts'

const hour = 3_600_000
const tokenPath = /\/oauth2\/v2\.0\/token$/
const canary = 'canary~secret.text_Q8'

let cloud: Cloud
let vault: CertificateVault
let proof: SignInProof
/** Certificates of the vault, made once: keys take long. */
let certificate: VaultCertificate
let other: VaultCertificate
let applications = 0

beforeAll(async () => {
  cloud = await startTestCloud()
  const credential = new ManagedIdentityCredential()
  vault = createCertificateVault({ url: cloud.origin, credential, logger: silentLog, retryDelayMs: 1 })
  ;[certificate, other] = await Promise.all([made('one'), made('two')])
})
afterAll(() => cloud.stop())
beforeEach(() => {
  cloud.faults.clear()
  cloud.tenant.replicationDelayMs = 0
  proof = newProof()
})

function newProof(options: Partial<ProofOptions> = {}): SignInProof {
  return createProof({
    authorityHost: cloud.origin,
    tenantId: cloud.tenant.tenantId,
    graphBaseUrl: cloud.origin,
    sign: vault.sign,
    clock: cloud.clock,
    ...options,
  })
}

async function made(name: string): Promise<VaultCertificate> {
  await vault.request({ name, subject: 'CN=proof', lifetimeDays: 90, issuer: 'Self', tags: {} })
  const found = await vault.find(name)
  if (typeof found !== 'object' || 'failed' in found) throw new Error('The certificate was not made')
  return found
}

function application() {
  applications += 1
  const id = `00000000-0000-4000-8000-${String(applications).padStart(12, '0')}`
  return cloud.tenant.addApplication({ id, appId: id.replace('4000', '4001'), displayName: 'Proved' })
}

function newSecret(objectId: string, endAt = new Date(cloud.clock.now().getTime() + hour)): SecretText {
  const startAt = new Date(endAt.getTime() - 2 * hour)
  return new SecretText(cloud.tenant.addPassword(objectId, { startAt, endAt }).secretText)
}

function register(objectId: string, { der, startAt, endAt }: VaultCertificate): void {
  cloud.tenant.setKeys(objectId, [
    {
      keyId: '00000000-0000-4000-8000-00000000ffff',
      type: 'AsymmetricX509Cert',
      usage: 'Verify',
      key: der,
      startDateTime: startAt.toISOString(),
      endDateTime: endAt.toISOString(),
    },
  ])
}

function refusal(error: string, code: number): FaultReply['body'] {
  return { error, error_description: `AADSTS${code}: ${canary}`, error_codes: [code] }
}

/** A refusal that does not list its codes. */
function inWords(code: number): FaultReply['body'] {
  return { error: 'invalid_client', error_description: `AADSTS${code}: ${canary}` }
}

/** Every request for a token is answered so. */
function answer(respond: FaultReply): void {
  cloud.faults.add({ path: tokenPath, when: 'before', respond })
}

describe('a secret', () => {
  it('is proved by a token', async () => {
    const { id, appId } = application()
    expect(await proof.withSecret(appId, newSecret(id))).toEqual({ is: 'proved' })
  })

  it('is proved anew each time, by a request of its own', async () => {
    const { id, appId } = application()
    const secretText = newSecret(id)
    cloud.requests.clear()
    for (let time = 0; time < 3; time += 1) await proof.withSecret(appId, secretText)
    expect(cloud.requests.count('POST', tokenPath)).toBe(3)
  })

  it('that has not spread is not proved yet, and is later', async () => {
    const { id, appId } = application()
    cloud.tenant.replicationDelayMs = 4_000
    const secretText = newSecret(id)
    expect(await proof.withSecret(appId, secretText)).toEqual({ is: 'notYet' })
    cloud.clock.advance(4_000)
    expect(await proof.withSecret(appId, secretText)).toEqual({ is: 'proved' })
  })

  it('that is wrong looks like one that has not spread', async () => {
    expect(await proof.withSecret(application().appId, new SecretText(canary))).toEqual({ is: 'notYet' })
  })

  it('of an application that is not there yet is not proved yet', async () => {
    const clientId = '00000000-0000-4000-8000-00000000dead'
    expect(await proof.withSecret(clientId, new SecretText(canary))).toEqual({ is: 'notYet' })
  })

  it('that has expired is told from one that has not spread', async () => {
    const { id, appId } = application()
    const secretText = newSecret(id, new Date(cloud.clock.now().getTime() - 1_000))
    expect(await proof.withSecret(appId, secretText)).toEqual({ is: 'expired' })
  })

  it('of a disabled application proves nothing', async () => {
    const [servicePrincipal] = cloud.tenant.servicePrincipals()
    if (servicePrincipal === undefined) throw new Error('The tenant is empty')
    cloud.tenant.update(servicePrincipal.id, { accountEnabled: false })
    const outcome = await proof.withSecret(servicePrincipal.appId, newSecret(servicePrincipal.id))
    expect(outcome).toEqual({ is: 'unprovable', why: expect.stringContaining('AADSTS7000112'), isLasting: true })
  })

  it.each<[string, FaultReply, ProofOutcome]>([
    [
      'Conditional Access',
      { status: 400, body: refusal('invalid_grant', 53003) },
      { is: 'unprovable', why: expect.stringContaining('Conditional Access'), isLasting: true },
    ],
    [
      'a code that nobody knows',
      { status: 400, body: refusal('invalid_request', 90014) },
      { is: 'unprovable', why: 'Entra refused the sign-in with AADSTS90014.', isLasting: false },
    ],
    ['a code in the words alone', { status: 401, body: inWords(7000215) }, { is: 'notYet' }],
    ['an expiry in the words alone', { status: 401, body: inWords(7000222) }, { is: 'expired' }],
    [
      'words without a code',
      { status: 401, body: { error: 'invalid_client', error_description: canary } },
      { is: 'unprovable', why: 'Entra refused the sign-in with status 401.', isLasting: false },
    ],
    ['an outage', { status: 503, body: refusal('temporarily_unavailable', 90033) }, { is: 'notYet' }],
    [
      'an outage that is told by its name',
      { status: 400, body: { error: 'temporarily_unavailable' } },
      { is: 'notYet' },
    ],
    ['a request that took too long', { status: 408 }, { is: 'notYet' }],
    [
      'a code in the words beside an empty list',
      { status: 401, body: { error_description: 'AADSTS7000215: wrong', error_codes: null, access_token: null } },
      { is: 'notYet' },
    ],
    ['too many requests', { status: 429, retryAfterSeconds: 5 }, { is: 'notYet' }],
    [
      'a page that is not Entra’s',
      { status: 404, body: 'nothing here' },
      { is: 'unprovable', why: 'Entra refused the sign-in with status 404.', isLasting: false },
    ],
    [
      'a success without a token',
      { status: 200, body: {} },
      { is: 'unprovable', why: expect.any(String), isLasting: false },
    ],
    [
      'a redirect',
      { status: 307, headers: { location: '/elsewhere' } },
      { is: 'unprovable', why: expect.stringContaining('307'), isLasting: false },
    ],
  ])('answered by %s is judged by its code alone', async (_, respond, outcome) => {
    answer(respond)
    expect(await proof.withSecret(application().appId, new SecretText(canary))).toEqual(outcome)
  })
})

describe('no answer', () => {
  it.each([
    ['a lost connection', { drop: true as const }, {}],
    ['a reply that comes too late', { delayMs: 200 }, { timeoutMs: 20 }],
    ['a refused connection', {}, { authorityHost: 'https://localhost:1' }],
  ])('is an error after %s, which shows no secret', async (_, fault, options) => {
    cloud.faults.add({ path: tokenPath, when: 'before', ...fault })
    const failing = newProof(options).withSecret(application().appId, new SecretText(canary))
    const error = await failing.catch((failure: unknown) => failure)
    expect(error).toMatchObject({ code: 'proof-unreachable' })
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(canary)
  })
})

describe('a certificate', () => {
  it('is proved by an assertion that the vault signs', async () => {
    const { id, appId } = application()
    register(id, certificate)
    expect(await proof.withCertificate(appId, certificate)).toEqual({ is: 'proved' })
    expect(cloud.tenant.signIns.get('00000000-0000-4000-8000-00000000ffff')?.objectId).toBe(id)
  })

  it('that has not spread is not proved yet, and is later', async () => {
    const { id, appId } = application()
    cloud.tenant.replicationDelayMs = 4_000
    register(id, certificate)
    expect(await proof.withCertificate(appId, certificate)).toEqual({ is: 'notYet' })
    cloud.clock.advance(4_000)
    expect(await proof.withCertificate(appId, certificate)).toEqual({ is: 'proved' })
  })

  it('that is not the registered one looks like one that has not spread', async () => {
    const { id, appId } = application()
    register(id, certificate)
    expect(await proof.withCertificate(appId, other)).toEqual({ is: 'notYet' })
  })

  it('whose assertion another key signs is not proved', async () => {
    const { id, appId } = application()
    register(id, certificate)
    const forging = newProof({ sign: (_ref, data) => vault.sign(other.ref, data) })
    expect(await forging.withCertificate(appId, certificate)).toEqual({ is: 'notYet' })
  })

  it('is not proved by an assertion that is too old', async () => {
    const { id, appId } = application()
    register(id, certificate)
    const late = newProof({ clock: { now: () => new Date(cloud.clock.now().getTime() - hour) } })
    expect(await late.withCertificate(appId, certificate)).toEqual({
      is: 'unprovable',
      why: expect.stringContaining('AADSTS700024'),
      isLasting: false,
    })
  })

  it('keeps the assertion to ten minutes, and to this application and endpoint', async () => {
    const { appId } = application()
    let signed = ''
    const watching = newProof({
      sign: async (_ref, data) => {
        signed = data
        return 'c2lnbmF0dXJl'
      },
    })
    await watching.withCertificate(appId, certificate)
    const [header, claims] = signed.split('.').map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
    expect(header).toEqual({ alg: 'PS256', typ: 'JWT', 'x5t#S256': expect.stringMatching(/^[\w-]{43}$/) })
    expect(claims).toMatchObject({
      aud: `${cloud.origin}/${cloud.tenant.tenantId}/oauth2/v2.0/token`,
      iss: appId,
      sub: appId,
      jti: expect.any(String),
    })
    expect(claims.exp - claims.nbf).toBeLessThanOrEqual(600)
  })

  it('that the vault does not sign for is the vault’s error', async () => {
    const gone = { ...certificate, ref: { name: 'gone', version: '0'.repeat(32) } }
    await expect(proof.withCertificate(application().appId, gone)).rejects.toMatchObject({ code: 'vault-refused' })
  })
})
