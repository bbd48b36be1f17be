import { describe, expect, it } from 'vitest'
import { simulateGraph } from '../../support/simulated-graph.ts'

describe('directory audits', () => {
  it('tell credential changes with keys before and after, and who made them', async () => {
    const graph = simulateGraph()
    const [principal] = graph.tenant.servicePrincipals()
    graph.clientId = principal?.appId ?? ''
    const { id } = graph.tenant.applications().find(({ displayName }) => displayName === 'Badge reader gateway') ?? {}
    const made = await graph.send('POST', `/v1.0/applications/${id}/addPassword`, {
      passwordCredential: { displayName: 'a, b' },
    })
    const { body } = await graph.get('/v1.0/auditLogs/directoryAudits')
    const [entry] = body.value
    expect(entry).toMatchObject({
      activityDisplayName: 'Update application – Certificates and secrets management',
      activityDateTime: '2026-05-01T12:00:00.000Z',
      category: 'ApplicationManagement',
      result: 'success',
      loggedByService: 'Core Directory',
      initiatedBy: { user: null, app: { appId: principal?.appId, servicePrincipalId: principal?.id } },
      targetResources: [{ id, type: 'Application', displayName: 'Badge reader gateway' }],
    })
    const [key] = JSON.parse(JSON.stringify(entry)).targetResources[0].modifiedProperties
    expect(JSON.parse(key.oldValue)).toHaveLength(1)
    expect(JSON.parse(key.newValue)[1]).toBe(
      `[KeyIdentifier=${made.body.keyId},KeyType=Password,KeyUsage=Verify,DisplayName=a, b]`,
    )
  })

  it('are filtered, newest first, page by page', async () => {
    const graph = simulateGraph()
    const { tenant } = graph
    tenant.audits.splice(0)
    const [first, second] = tenant.applications()
    const { keyId } = tenant.addPassword(first?.id ?? '', {})
    graph.advance(60_000)
    tenant.addPassword(second?.id ?? '', {})
    tenant.removePassword(first?.id ?? '', keyId)
    const [principal] = tenant.servicePrincipals()
    tenant.addPassword(principal?.id ?? '', {})
    tenant.leave(tenant.cast.secondOwner.id)
    const activities = async (filter: string) => {
      const address = `/v1.0/auditLogs/directoryAudits?$top=1&$filter=${encodeURIComponent(filter)}`
      return (await graph.all(address)).map(({ activityDisplayName }) => activityDisplayName)
    }
    const update = 'Update application – Certificates and secrets management'
    expect(await activities("category eq 'ApplicationManagement'")).toEqual([
      'Add service principal credentials',
      update,
      update,
      update,
    ])
    expect(await activities('activityDateTime ge 2026-05-01T12:01:00Z')).toHaveLength(4)
    expect(await activities('activityDateTime lt 2026-05-01T12:01:00Z')).toEqual([update])
    expect(await activities(`targetResources/any(t:t/id eq '${first?.id}')`)).toHaveLength(2)
    expect(await activities(`activityDisplayName eq '${update}'`)).toHaveLength(3)
    expect(await activities("startswith(activityDisplayName,'Delete')")).toEqual(['Delete user'])
    expect(await activities(`initiatedBy/user/id eq '${tenant.cast.administrator.id}'`)).toHaveLength(5)
  })
})

describe('sign-in activities of credentials', () => {
  const address = (filter: string) =>
    `/beta/reports/appCredentialSignInActivities?$filter=${encodeURIComponent(filter)}`

  it('have a row for each credential that was used', async () => {
    const graph = simulateGraph()
    const application = graph.tenant.applications().find(({ displayName }) => displayName === 'Contract pipeline')
    const [old, current] = application?.passwordCredentials ?? []
    const { body } = await graph.get(address(`appId eq '${application?.appId}'`))
    expect(body.value).toMatchObject([
      { keyId: old?.keyId, keyType: 'clientSecret', credentialOrigin: 'application', appObjectId: application?.id },
      { keyId: current?.keyId, expirationDateTime: current?.endDateTime },
    ])
    const byKey = await graph.get(address(`keyId eq '${old?.keyId}'`))
    expect(byKey.body.value).toEqual([body.value[0]])
  })

  it('get a row when a new secret is first used', async () => {
    const graph = simulateGraph()
    const [application] = graph.tenant.applications()
    const { keyId, secretText } = graph.tenant.addPassword(application?.id ?? '', {})
    expect((await graph.get(address(`keyId eq '${keyId}'`))).body.value).toEqual([])
    graph.tenant.acceptsSecret(application?.appId ?? '', secretText, graph.now())
    expect((await graph.get(address(`keyId eq '${keyId}'`))).body.value).toMatchObject([
      { signInActivity: { lastSignInDateTime: '2026-05-01T12:00:00.000Z' } },
    ])
  })

  it('are refused without a premium license', async () => {
    const graph = simulateGraph()
    graph.tenant.hasPremiumLicense = false
    expect(await graph.get(address("appId eq 'x'"))).toMatchObject({
      status: 403,
      body: { error: { code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant' } },
    })
  })
})
