import { describe, expect, it } from 'vitest'
import { simulateGraph } from '../../support/simulated-graph.ts'

const eventual = { consistencylevel: 'eventual' }

describe('lists of applications and service principals', () => {
  it.each(['applications', 'servicePrincipals'])('serves every one of %s exactly once, page by page', async (kind) => {
    const graph = simulateGraph()
    const pages = await graph.all(`/v1.0/${kind}?$top=50&$select=id`)
    const known = kind === 'applications' ? graph.tenant.applications() : graph.tenant.servicePrincipals()
    expect(pages.map(({ id }) => id)).toEqual(known.map(({ id }) => id))
  })

  it('has pages of 100 unless $top asks for 1 to 999', async () => {
    const graph = simulateGraph()
    expect((await graph.get('/v1.0/applications')).body.value).toHaveLength(100)
    expect((await graph.get('/v1.0/applications?$top=999')).body.value).toHaveLength(120)
    expect((await graph.get('/v1.0/applications?$top=3')).body.value).toHaveLength(3)
    for (const top of ['0', '1000', 'many']) {
      expect((await graph.get(`/v1.0/applications?$top=${top}`)).status).toBe(400)
    }
  })

  it('shows null and empty for what is not stored, and never a key or a secret text', async () => {
    const graph = simulateGraph()
    const { body } = await graph.get('/v1.0/applications?$top=999')
    expect(body['@odata.context']).toBe('https://graph.simulated.example/v1.0/$metadata#applications')
    const [first] = body.value
    expect(first).toMatchObject({ description: null, identifierUris: [], deletedDateTime: null })
    expect(first?.passwordCredentials).toMatchObject([{ secretText: null, customKeyIdentifier: null }])
    const keys = body.value.flatMap(({ keyCredentials }) => keyCredentials)
    expect(keys.length).toBeGreaterThan(5)
    for (const key of keys) expect(key).toMatchObject({ key: null, type: 'AsymmetricX509Cert', usage: 'Verify' })
  })

  it('lists agent blueprints among the applications', async () => {
    const types = (await simulateGraph().all('/v1.0/applications?$select=id')).map((one) => one['@odata.type'])
    expect(types).toContain('#microsoft.graph.agentIdentityBlueprint')
  })

  it('gives exactly the selected properties and refuses unknown ones', async () => {
    const graph = simulateGraph()
    const { body } = await graph.get('/v1.0/applications?$top=1&$select=id,appId,displayName')
    expect(Object.keys(body.value[0] ?? {})).toEqual(['id', 'appId', 'displayName'])
    const refused = await graph.get('/v1.0/applications?$select=id,displayname2')
    expect([refused.status, refused.body.error.code]).toEqual([400, 'BadRequest'])
    expect(refused.body.error.message).toContain("Could not find a property named 'displayname2'")
  })

  it('expands at most 20 owners and shrinks pages to 100', async () => {
    const graph = simulateGraph()
    const { body } = await graph.get('/v1.0/applications?$top=999&$expand=owners($select=id,displayName)')
    expect(body.value).toHaveLength(100)
    const crowd = body.value.find(({ displayName }) => displayName === 'Company intranet')
    expect(crowd?.owners).toHaveLength(20)
    expect(await graph.all(`/v1.0/applications/${crowd?.id}/owners?$top=10`)).toHaveLength(25)
  })

  it.each([
    ["appId eq '{appId}'", 1],
    ["displayName eq 'payroll EXPORT'", 1],
    ["startswith(displayName,'Expense Por')", 1],
    ["id eq '{id}'", 1],
    ["id eq '{id}' or displayName eq 'Invoice archive'", 2],
    ["id in ('{id}','nothing') and not_there eq 1", 501],
    ["displayName eq 'O''Neill'", 0],
    ['passwordCredentials eq 1', 400],
    ["displayName eq 'x' and", 400],
    ['displayName eq', 400],
  ])('filters by %s', async (filter, expected) => {
    const graph = simulateGraph()
    const [first] = graph.tenant.applications()
    const text = filter.replace('{appId}', first?.appId ?? '').replace('{id}', first?.id ?? '')
    const { status, body } = await graph.get(`/v1.0/applications?$filter=${encodeURIComponent(text)}`)
    if (expected >= 400) expect(status).toBe(expected)
    else expect(body.value).toHaveLength(expected)
  })

  it('finds ownerless applications by an advanced query only', async () => {
    const graph = simulateGraph()
    const address = '/v1.0/applications?$filter=owners/$count eq 0&$count=true&$top=5'
    expect((await graph.get(address)).body.error.code).toBe('Request_UnsupportedQuery')
    const { body } = await graph.get(address, eventual)
    const ownerless = graph.tenant.applications().filter(({ id }) => graph.tenant.ownersOf(id).length === 0)
    expect(body['@odata.count']).toBe(ownerless.length)
    expect(body.value.map(({ id }) => id)).toEqual(ownerless.slice(0, 5).map(({ id }) => id))
  })

  it('counts on the first page alone, and only with the header', async () => {
    const graph = simulateGraph()
    const address = '/v1.0/applications?$count=true&$top=100'
    expect((await graph.get(address)).body).not.toHaveProperty('@odata.count')
    const first = await graph.get(address, eventual)
    expect(first.body['@odata.count']).toBe(120)
    const second = await graph.get(String(first.body['@odata.nextLink']), eventual)
    expect(second.body.value).toHaveLength(20)
    expect(second.body).not.toHaveProperty('@odata.count')
    expect((await graph.get('/v1.0/applications/$count')).status).toBe(400)
    expect((await graph.get('/v1.0/applications/$count', eventual)).text).toBe('120')
  })

  it('searches words of the name, with the header on every page', async () => {
    const graph = simulateGraph()
    const address = '/v1.0/applications?$search="displayName:exp por"&$top=1'
    expect((await graph.get(address)).body.error.code).toBe('Request_UnsupportedQuery')
    const { body } = await graph.get(address, eventual)
    expect(body.value).toMatchObject([{ displayName: 'Expense portal (single sign-on)' }])
    expect((await graph.get('/v1.0/applications?$search="description:x"', eventual)).status).toBe(501)
  })

  it('binds a page to its query and lets it expire', async () => {
    const graph = simulateGraph()
    const { body } = await graph.get('/v1.0/applications?$top=10&$select=id')
    const next = String(body['@odata.nextLink'])
    const expired = { status: 400, body: { error: { code: 'Directory_ExpiredPageToken' } } }
    expect(await graph.get(next.replace('$select=id', '$select=appId'))).toMatchObject(expired)
    expect(await graph.get('/v1.0/applications?$skiptoken=nonsense')).toMatchObject(expired)
    graph.advance(3_600_000)
    expect((await graph.get(next)).status).toBe(200)
    graph.advance(1)
    expect(await graph.get(next)).toMatchObject(expired)
  })

  it('keeps the place of a page while applications are deleted', async () => {
    const graph = simulateGraph()
    const { body } = await graph.get('/v1.0/applications?$top=10&$select=id')
    const [gone, kept] = [graph.tenant.applications()[3], graph.tenant.applications()[10]]
    graph.tenant.deleteHolder(gone?.id ?? '')
    const next = await graph.get(String(body['@odata.nextLink']))
    expect(next.body.value[0]).toEqual({ id: kept?.id })
  })

  it('gets one by object id and by client id, and no other', async () => {
    const graph = simulateGraph()
    const [one] = graph.tenant.applications()
    expect((await graph.get(`/v1.0/applications/${one?.id}?$select=appId`)).body).toMatchObject({ appId: one?.appId })
    const byClientId = await graph.get(`/v1.0/applications(appId='${one?.appId}')?$select=id&$expand=owners`)
    expect(byClientId.body).toMatchObject({ id: one?.id, owners: [{ id: graph.tenant.cast.owner.id }] })
    expect((await graph.get(`/v1.0/servicePrincipals(appId='${one?.appId}')`)).body).toMatchObject({
      appId: one?.appId,
    })
    for (const address of [`/v1.0/applications/${one?.appId}`, "/v1.0/applications(appId='none')"]) {
      expect(await graph.get(address)).toMatchObject({
        status: 404,
        body: { error: { code: 'Request_ResourceNotFound' } },
      })
    }
  })
})
