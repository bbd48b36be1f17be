import { describe, expect, it } from 'vitest'
import { simulateGraph } from '../../support/simulated-graph.ts'

describe('every reply', () => {
  it('carries ids and the content type of Graph', async () => {
    const { headers } = await simulateGraph().get('/v1.0/organization', { 'client-request-id': 'mine' })
    expect(headers.get('client-request-id')).toBe('mine')
    expect(headers.get('request-id')).toMatch(/^[\da-f-]{36}$/)
    expect(headers.get('x-ms-ags-diagnostic')).toContain('ServerInfo')
    expect(headers.get('content-type')).toBe(
      'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
    )
  })

  it('explains a failure in the envelope of Graph, with a date without a zone', async () => {
    const graph = simulateGraph()
    const { status, headers, body } = await graph.get('/v1.0/applications/none')
    expect(status).toBe(404)
    expect(body.error).toEqual({
      code: 'Request_ResourceNotFound',
      message: "Resource 'none' does not exist or one of its queried reference-property objects are not present.",
      innerError: {
        date: '2026-05-01T12:00:00',
        'request-id': headers.get('request-id'),
        'client-request-id': headers.get('client-request-id'),
      },
    })
  })
})

describe('the simulated Graph', () => {
  it.each([
    ['', 'Access token is empty.'],
    ['Bearer bad', 'Lifetime validation failed, the token is expired.'],
  ])('refuses the token "%s"', async (authorization, message) => {
    const headers: Record<string, string> = authorization === '' ? {} : { authorization }
    const reply = await simulateGraph().sendBare('GET', '/v1.0/applications', headers)
    expect(reply).toMatchObject({ status: 401, body: { error: { code: 'InvalidAuthenticationToken', message } } })
  })

  it.each([
    ['GET', '/v1.0/devices', 'GET /v1.0/devices'],
    ['DELETE', '/v1.0/applications', 'DELETE /v1.0/applications'],
    ['GET', '/v2.0/applications', '/v2.0/applications'],
    ['GET', '/v1.0/reports/appCredentialSignInActivities', 'GET /v1.0/reports/appCredentialSignInActivities'],
    ['GET', '/v1.0/applications?$orderby=displayName', "'$orderby'"],
    ['GET', '/v1.0/applications?$expand=extensionProperties', '$expand=extensionProperties'],
    ['GET', '/v1.0/applications?$expand=owners($top=1)', "'$top=1'"],
    ['GET', '/v1.0/organization?$select=id', "'$select'"],
  ])('says what it lacks for %s %s', async (method, address, missing) => {
    const { status, body } = await simulateGraph().send(method, address)
    expect([status, body.error.code]).toEqual([501, 'notImplemented'])
    expect(body.error.message).toContain(missing)
  })

  it('refuses an address that is not properly encoded', async () => {
    expect((await simulateGraph().get('/v1.0/users/%')).status).toBe(400)
  })

  it('answers below beta what it answers below v1.0', async () => {
    const graph = simulateGraph()
    const { body } = await graph.get('/beta/applications?$top=1&$select=id')
    expect(body['@odata.nextLink']).toContain('/beta/applications?')
  })

  it('names the organization, and that it is simulated', async () => {
    const graph = simulateGraph()
    const { body } = await graph.get('/v1.0/organization')
    expect(body.value).toMatchObject([{ id: graph.tenant.tenantId, displayName: 'Contoso (simulated)' }])
  })
})

describe('permissions', () => {
  const user = 'users/{user}'
  const application = 'applications/{application}'
  it.each([
    ['GET', 'applications', ['Application.Read.All', 'Application.ReadWrite.OwnedBy', 'Directory.Read.All']],
    ['GET', 'servicePrincipals', ['Application.Read.All', 'Application.ReadWrite.OwnedBy']],
    ['GET', 'applications/delta', ['Application.Read.All']],
    ['GET', `${application}/owners`, ['Application.Read.All']],
    ['POST', `${application}/addPassword`, ['Application.ReadWrite.All']],
    ['GET', user, ['User.Read.All', 'User.ReadBasic.All', 'Directory.Read.All']],
    ['GET', `${user}/manager`, ['User.Read.All', 'Directory.Read.All']],
    ['GET', `${user}?$expand=manager`, ['User.Read.All']],
    ['GET', 'directory/deletedItems/microsoft.graph.user', ['User.Read.All']],
    ['GET', 'groups/{group}/transitiveMembers', ['GroupMember.Read.All']],
    ['GET', 'auditLogs/directoryAudits', ['AuditLog.Read.All']],
    ['GET', 'policies/defaultAppManagementPolicy', ['Policy.Read.All']],
    ['POST', 'directoryObjects/getByIds', ['Directory.Read.All']],
    ['GET', 'organization', ['Organization.Read.All', 'Directory.Read.All']],
  ])('%s %s takes one of %j', async (method, path, permissions) => {
    const graph = simulateGraph()
    const ids = { user: graph.tenant.cast.owner.id, application: graph.tenant.applications()[0]?.id }
    const names = {
      '{user}': ids.user,
      '{application}': ids.application,
      '{group}': graph.tenant.administratorsGroupId,
    }
    const address = Object.entries(names).reduce((text, [name, id]) => text.replace(name, String(id)), `/v1.0/${path}`)
    const body = method === 'GET' ? undefined : { ids: [ids.user] }
    const allowed = async (...granted: string[]) => {
      graph.permissions.clear()
      for (const permission of granted) graph.permissions.add(permission)
      return graph.send(method, address, body)
    }
    expect(await allowed('Mail.Send')).toMatchObject({
      status: 403,
      body: { error: { code: 'Authorization_RequestDenied' } },
    })
    for (const permission of permissions) expect((await allowed(permission)).status, permission).toBe(200)
  })

  it('do not let User.ReadBasic.All see managers', async () => {
    const graph = simulateGraph()
    graph.permissions.clear()
    graph.permissions.add('User.ReadBasic.All')
    const path = `/v1.0/users/${graph.tenant.cast.owner.id}`
    expect((await graph.get(`${path}?$expand=manager`)).status).toBe(403)
    expect((await graph.get(`${path}/manager`)).status).toBe(403)
  })

  it('limit Application.ReadWrite.OwnedBy to what the caller owns, for writing alone', async () => {
    const graph = simulateGraph()
    graph.permissions.clear()
    graph.permissions.add('Application.ReadWrite.OwnedBy')
    const [application] = graph.tenant.applications()
    const [principal] = graph.tenant.servicePrincipals()
    graph.clientId = principal?.appId ?? ''
    const path = `/v1.0/applications/${application?.id}`
    expect((await graph.get(path)).status).toBe(200)
    for (const action of ['addPassword', 'removePassword']) {
      expect((await graph.send('POST', `${path}/${action}`, {})).status).toBe(403)
    }
    graph.tenant.addOwner(application?.id ?? '', principal?.id ?? '')
    expect((await graph.send('POST', `${path}/addPassword`, {})).status).toBe(200)
  })
})
