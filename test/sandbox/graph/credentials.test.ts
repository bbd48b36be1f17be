import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { StoredHolder } from '../../../src/sandbox/tenant/directory-object.ts'
import { makeSelfSigned } from '../../../src/sandbox/vault/self-signed.ts'
import { type SimulatedGraph, simulateGraph } from '../../support/simulated-graph.ts'

const dayMs = 86_400_000

function applicationNamed(graph: SimulatedGraph, name: string): StoredHolder {
  const found = graph.tenant.applications().find(({ displayName }) => displayName === name)
  if (found === undefined) throw new Error(`No application ${name}`)
  return found
}

const passwordPolicy = (restriction: object) => ({
  id: '00000000-0000-0000-0000-000000000000',
  isEnabled: true,
  applicationRestrictions: { passwordCredentials: [{ state: 'enabled' as const, ...restriction }] },
})

describe('addPassword', () => {
  it.each(['application', 'servicePrincipal'] as const)('returns the secret text once for a %s', async (kind) => {
    const graph = simulateGraph()
    const [holder] = graph.tenant.holders[kind].all()
    const request = { passwordCredential: { displayName: 'made here', endDateTime: '2026-07-30T12:00:00Z' } }
    const made = await graph.send('POST', `/v1.0/${kind}s/${holder?.id}/addPassword`, request)
    expect(made).toMatchObject({
      status: 200,
      body: {
        '@odata.context': 'https://graph.simulated.example/v1.0/$metadata#microsoft.graph.passwordCredential',
        displayName: 'made here',
        startDateTime: '2026-05-01T12:00:00.000Z',
        endDateTime: '2026-07-30T12:00:00.000Z',
        secretText: expect.stringMatching(/^.{40}$/),
      },
    })
    expect(made.body.hint).toBe(String(made.body.secretText).slice(0, 3))
    const read = await graph.get(`/v1.0/${kind}s/${holder?.id}?$select=passwordCredentials`)
    expect(read.text).toContain(String(made.body.keyId))
    expect(read.text).not.toContain(String(made.body.secretText))
  })

  it('lives two years by default, with any body that parses', async () => {
    const graph = simulateGraph()
    const path = `/v1.0/applications/${applicationNamed(graph, 'Payroll export').id}/addPassword`
    const { body } = await graph.send('POST', path, {})
    expect(body.endDateTime).toBe('2028-05-01T12:00:00.000Z')
    expect((await graph.send('POST', path, '{"passwordCredential":')).status).toBe(400)
    expect((await graph.send('POST', path, { passwordCredential: { endDateTime: 'soon' } })).status).toBe(400)
    const backwards = { passwordCredential: { endDateTime: '2020-01-01T00:00:00Z' } }
    expect((await graph.send('POST', path, backwards)).status).toBe(400)
  })

  it('keeps to the policy of the tenant, unless the application has its own', async () => {
    const graph = simulateGraph()
    const { id } = applicationNamed(graph, 'Payroll export')
    const path = `/v1.0/applications/${id}/addPassword`
    const days = (count: number) => ({
      passwordCredential: { endDateTime: new Date(graph.now().getTime() + count * dayMs).toISOString() },
    })
    graph.tenant.setAppManagementPolicy(passwordPolicy({ restrictionType: 'passwordLifetime', maxLifetime: 'P90D' }))
    expect((await graph.get('/v1.0/policies/defaultAppManagementPolicy')).body.isEnabled).toBe(true)
    expect((await graph.send('POST', path, days(90))).status).toBe(200)
    const refused = await graph.send('POST', path, days(91))
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'CredentialInvalidLifetimeAsPerAppPolicy' } } })
    expect(refused.body.error.details).toMatchObject([{ code: 'InvalidKeyEndDate', target: 'EndDate' }])
    expect((await graph.send('POST', path, {})).status).toBe(400)

    graph.tenant.assignAppManagementPolicy(id, {
      id: 'own',
      isEnabled: true,
      restrictions: { passwordCredentials: [{ restrictionType: 'passwordLifetime', maxLifetime: 'P1Y' }] },
    })
    expect((await graph.send('POST', path, days(300))).status).toBe(200)
    expect((await graph.get(`/v1.0/applications/${id}/appManagementPolicies`)).body.value).toMatchObject([
      { id: 'own' },
    ])
  })

  it('makes none where the policy forbids passwords, except on applications older than it', async () => {
    const graph = simulateGraph()
    const path = `/v1.0/applications/${applicationNamed(graph, 'Payroll export').id}/addPassword`
    graph.tenant.setAppManagementPolicy(passwordPolicy({ restrictionType: 'passwordAddition' }))
    const refused = await graph.send('POST', path, {})
    expect(refused.body.error.code).toBe('CredentialTypeNotAllowedAsPerAppPolicy')
    graph.tenant.setAppManagementPolicy(
      passwordPolicy({
        restrictionType: 'passwordAddition',
        restrictForAppsCreatedAfterDateTime: '2026-01-01T00:00:00Z',
      }),
    )
    expect((await graph.send('POST', path, {})).status).toBe(200)
  })

  it('allows two secrets on applications for personal accounts, and more on others', async () => {
    const graph = simulateGraph()
    const personal = applicationNamed(graph, 'Store locator (consumers)')
    const path = `/v1.0/applications/${personal.id}/addPassword`
    expect((await graph.send('POST', path, {})).status).toBe(200)
    expect((await graph.send('POST', path, {})).body.error.message).toContain('maximum of 2 passwords')
    const other = `/v1.0/applications/${applicationNamed(graph, 'Backup archive').id}/addPassword`
    for (let made = 0; made < 3; made += 1) expect((await graph.send('POST', other, {})).status).toBe(200)
  })

  it('takes a permission of its own on agent blueprints', async () => {
    const graph = simulateGraph()
    const path = `/v1.0/applications/${applicationNamed(graph, 'Procurement agent').id}/addPassword`
    expect((await graph.send('POST', path, {})).status).toBe(403)
    graph.permissions.add('AgentIdentityBlueprint.AddRemoveCreds.All')
    expect((await graph.send('POST', path, {})).status).toBe(200)
  })
})

describe('removePassword', () => {
  it('removes what exists and refuses what does not', async () => {
    const graph = simulateGraph()
    const { id, passwordCredentials } = applicationNamed(graph, 'Payroll export')
    const request = { keyId: passwordCredentials[0]?.keyId }
    const path = `/v1.0/applications/${id}/removePassword`
    const removed = await graph.send('POST', path, request)
    expect([removed.status, removed.text]).toEqual([204, ''])
    const again = await graph.send('POST', path, request)
    expect(again).toMatchObject({ status: 400, body: { error: { code: 'Request_BadRequest' } } })
    expect(again.body.error.message).toContain('No password credential found with keyId')
  })
})

describe('while a write spreads', () => {
  it('shows neither the new credential nor lets it be removed until the delay is over', async () => {
    const graph = simulateGraph()
    graph.tenant.replicationDelayMs = 4_000
    const { id } = applicationNamed(graph, 'Badge reader gateway')
    const { body: made } = await graph.send('POST', `/v1.0/applications/${id}/addPassword`, {})
    const read = async () => (await graph.get(`/v1.0/applications/${id}?$select=passwordCredentials`)).text
    const remove = () => graph.send('POST', `/v1.0/applications/${id}/removePassword`, { keyId: made.keyId })
    graph.advance(3_999)
    expect(await read()).not.toContain(String(made.keyId))
    expect((await remove()).status).toBe(400)
    graph.advance(1)
    expect(await read()).toContain(String(made.keyId))
    expect((await remove()).status).toBe(204)
    expect(await read()).toContain(String(made.keyId))
    graph.advance(4_000)
    expect(await read()).not.toContain(String(made.keyId))
  })
})

describe('PATCH', () => {
  it('changes plain properties and refuses passwords and what it does not know', async () => {
    const graph = simulateGraph()
    const path = `/v1.0/applications/${applicationNamed(graph, 'Payroll export').id}`
    expect((await graph.send('PATCH', path, { notes: 'owned by finance' })).status).toBe(204)
    expect((await graph.get(`${path}?$select=notes`)).body.notes).toBe('owned by finance')
    const passwords = await graph.send('PATCH', path, { passwordCredentials: [] })
    expect(passwords.body.error.message).toBe('New password credentials must be generated with service actions.')
    expect((await graph.send('PATCH', path, { web: {} })).status).toBe(501)
    expect((await graph.send('PATCH', path, { notes: 1 })).status).toBe(400)
  })

  it('replaces the whole list of certificates, and shows a key for one object alone', async () => {
    const graph = simulateGraph()
    const { id, keyCredentials } = applicationNamed(graph, 'Supplier portal')
    const path = `/v1.0/applications/${id}`
    const added = { type: 'AsymmetricX509Cert', usage: 'Verify', key: 'AAAA', displayName: `CN=${'x'.repeat(100)}` }
    expect((await graph.send('PATCH', path, { keyCredentials: [...keyCredentials, added] })).status).toBe(204)
    const { body } = await graph.get(`${path}?$select=keyCredentials`)
    expect(body.keyCredentials).toMatchObject([{ keyId: keyCredentials[0]?.keyId }, { key: 'AAAA' }])
    expect((await graph.get(path)).text).not.toContain('AAAA')
    expect((await graph.get('/v1.0/applications?$select=keyCredentials&$top=20')).text).not.toContain('AAAA')
    await graph.send('PATCH', path, { keyCredentials: [] })
    expect((await graph.get(path)).body.keyCredentials).toEqual([])
  })
})

describe('PATCH of certificates', () => {
  const entry = { type: 'AsymmetricX509Cert', usage: 'Verify', key: 'AAAA' }

  it('keeps an entry that is resent without its key, and knows a new one by its thumbprint', async () => {
    const graph = simulateGraph()
    const path = `/v1.0/applications/${applicationNamed(graph, 'Payroll export').id}`
    const list = async () => (await graph.get(`${path}?$select=keyCredentials`)).body.keyCredentials
    await graph.send('PATCH', path, { keyCredentials: [entry] })
    const [first] = (await list()) as [Record<string, unknown>]
    expect(first.customKeyIdentifier).toBe(createHash('sha1').update(Buffer.from('AAAA', 'base64')).digest('base64'))
    const resent = { ...first, key: null, displayName: 'changed meanwhile' }
    expect((await graph.send('PATCH', path, { keyCredentials: [resent, { ...entry, key: 'AAAB' }] })).status).toBe(204)
    expect(await list()).toMatchObject([{ ...first }, { key: 'AAAB' }])
  })

  it('refuses a new entry without a key, and changes nothing', async () => {
    const graph = simulateGraph()
    const path = `/v1.0/applications/${applicationNamed(graph, 'Payroll export').id}`
    const refused = await graph.send('PATCH', path, { notes: 'new', keyCredentials: [{ ...entry, key: null }] })
    expect(refused.status).toBe(400)
    expect((await graph.get(path)).body).toMatchObject({ notes: null, keyCredentials: [] })
  })

  it('keeps a new certificate to its own validity', async () => {
    const graph = simulateGraph()
    const path = `/v1.0/applications/${applicationNamed(graph, 'Payroll export').id}`
    const [notBefore, notAfter] = [graph.now(), new Date(graph.now().getTime() + 90 * dayMs)]
    const { der } = await makeSelfSigned({ subject: 'CN=x', keySize: 2048, notBefore, notAfter, usages: [] })
    const dated = (start: Date, end: Date) => ({
      ...entry,
      key: der.toString('base64'),
      startDateTime: start.toISOString(),
      endDateTime: end.toISOString(),
    })
    const send = (start: Date, end: Date) => graph.send('PATCH', path, { keyCredentials: [dated(start, end)] })
    const late = await send(notBefore, new Date(notAfter.getTime() + dayMs))
    expect(late.body.error.code).toBe('KeyCredentialsInvalidEndDate')
    const early = await send(new Date(notBefore.getTime() - dayMs), notAfter)
    expect(early.body.error.code).toBe('KeyCredentialsInvalidStartDate')
    expect((await send(notBefore, notAfter)).status).toBe(204)
  })

  it.each(['application', 'servicePrincipal'] as const)('keeps to the policy for a new one of a %s', async (kind) => {
    const graph = simulateGraph()
    const path = `/v1.0/${kind}s/${graph.tenant.holders[kind].all()[0]?.id}`
    const keyCredentials = [
      { restrictionType: 'asymmetricKeyLifetime' as const, state: 'enabled' as const, maxLifetime: 'P90D' },
    ]
    const days = (count: number) => ({
      keyCredentials: [
        {
          ...entry,
          startDateTime: graph.now().toISOString(),
          endDateTime: new Date(graph.now().getTime() + count * dayMs).toISOString(),
        },
      ],
    })
    const old = await graph.send('PATCH', path, days(365))
    const { body } = await graph.get(`${path}?$select=keyCredentials`)
    graph.tenant.setAppManagementPolicy({
      id: 'policy',
      isEnabled: true,
      applicationRestrictions: { keyCredentials },
      servicePrincipalRestrictions: { keyCredentials },
    })
    const refused = await graph.send('PATCH', path, days(91))
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'CredentialInvalidLifetimeAsPerAppPolicy' } } })
    expect((await graph.send('PATCH', path, { keyCredentials: body.keyCredentials })).status).toBe(204)
    expect([old.status, (await graph.send('PATCH', path, days(90))).status]).toEqual([204, 204])
  })
})

describe('addTokenSigningCertificate', () => {
  it('makes three entries that share an identifier', async () => {
    const graph = simulateGraph()
    const { id } = graph.tenant.servicePrincipals().find((one) => one.preferredSingleSignOnMode === 'saml') ?? {
      id: '',
    }
    const path = `/v1.0/servicePrincipals/${id}`
    const { body } = await graph.send('POST', `${path}/addTokenSigningCertificate`, { displayName: 'CN=new' })
    expect(body).toMatchObject({ usage: 'Verify', type: 'AsymmetricX509Cert', endDateTime: '2029-05-01T12:00:00.000Z' })
    expect(body.thumbprint).toBe(Buffer.from(String(body.customKeyIdentifier), 'base64').toString('hex').toUpperCase())
    const after = await graph.get(`${path}?$select=passwordCredentials,keyCredentials`)
    const { passwordCredentials: passwords, keyCredentials: keys } = after.body
    const shared = { customKeyIdentifier: body.customKeyIdentifier }
    expect(keys).toMatchObject([
      {},
      {},
      { ...shared, usage: 'Sign' },
      { ...shared, usage: 'Verify', keyId: body.keyId },
    ])
    expect(passwords).toMatchObject([{}, shared])
    expect(Array.isArray(keys) && Array.isArray(passwords) && keys[2].keyId === passwords[1].keyId).toBe(true)
    await graph.send('PATCH', path, { preferredTokenSigningKeyThumbprint: body.thumbprint })
    expect((await graph.get(path)).body.preferredTokenSigningKeyThumbprint).toBe(body.thumbprint)
    const tooLong = { displayName: 'CN=new', endDateTime: '2029-05-02T12:00:00Z' }
    expect((await graph.send('POST', `${path}/addTokenSigningCertificate`, tooLong)).status).toBe(400)
  })
})
