import { describe, expect, it } from 'vitest'
import { simulateGraph } from '../../support/simulated-graph.ts'

const eventual = { consistencylevel: 'eventual' }

describe('users', () => {
  it('come with few properties unless more are selected', async () => {
    const graph = simulateGraph()
    const { owner } = graph.tenant.cast
    const { body } = await graph.get(`/v1.0/users/${owner.id}`)
    expect(body).toMatchObject({ displayName: 'Olivia Brandt', mail: 'olivia.brandt@contoso.example' })
    expect(body).not.toHaveProperty('accountEnabled')
    const selected = await graph.get('/v1.0/users/olivia.brandt@contoso.example?$select=id,accountEnabled,userType')
    expect(selected.body).toMatchObject({ id: owner.id, accountEnabled: true, userType: 'Member' })
    graph.tenant.setAccountEnabled(owner.id, false)
    expect((await graph.get(`/v1.0/users/${owner.id}?$select=accountEnabled`)).body.accountEnabled).toBe(false)
  })

  it('expand their manager, or lack the property', async () => {
    const graph = simulateGraph()
    const { owner, manager } = graph.tenant.cast
    const expand = '$select=id&$expand=manager($levels=1;$select=id,displayName)'
    const { body } = await graph.get(`/v1.0/users/${owner.id}?${expand}`)
    expect(body.manager).toEqual({
      '@odata.type': '#microsoft.graph.user',
      id: manager.id,
      displayName: 'Mira Okafor',
    })
    graph.tenant.leave(manager.id)
    expect((await graph.get(`/v1.0/users/${owner.id}?${expand}`)).body).not.toHaveProperty('manager')
  })

  it('expand the whole chain in an advanced query', async () => {
    const graph = simulateGraph()
    const path = `/v1.0/users/${graph.tenant.cast.owner.id}?$expand=manager($levels=max;$select=id)&$count=true`
    expect((await graph.get(path)).status).toBe(400)
    const { body } = await graph.get(path, eventual)
    const top = graph.tenant.managerOf(graph.tenant.cast.manager.id)
    expect(body).toMatchObject({ manager: { id: graph.tenant.cast.manager.id, manager: { id: top?.id } } })
  })

  it('have a manager of their own address, or 404', async () => {
    const graph = simulateGraph()
    const { owner, manager } = graph.tenant.cast
    expect((await graph.get(`/v1.0/users/${owner.id}/manager?$select=id`)).body).toMatchObject({ id: manager.id })
    graph.tenant.leave(manager.id)
    const { status, body } = await graph.get(`/v1.0/users/${owner.id}/manager`)
    expect(status).toBe(404)
    expect(body.error.message).toContain("Resource 'manager' does not exist")
  })

  it.each([
    "mail eq 'OLIVIA.brandt@contoso.example'",
    "userPrincipalName eq 'olivia.brandt@contoso.example'",
    "displayName eq 'Olivia Brandt'",
    "startswith(displayName,'Olivia Br') or startswith(mail,'olivia.br') or startswith(userPrincipalName,'zz')",
    "(id eq '{id}')",
    "givenName eq 'Olivia' and surname eq 'Brandt'",
  ])('are found by %s', async (filter) => {
    const graph = simulateGraph()
    const { id } = graph.tenant.cast.owner
    const { body } = await graph.get(`/v1.0/users?$filter=${encodeURIComponent(filter.replace('{id}', id))}&$top=10`)
    expect(body.value.map((user) => user.id)).toEqual([id])
  })

  it('are searched by words of their name', async () => {
    const graph = simulateGraph()
    const address = '/v1.0/users?$search="displayName:bran" OR "mail:nobody"&$top=10&$select=displayName'
    expect((await graph.get(address)).status).toBe(400)
    expect((await graph.get(address, eventual)).body.value).toEqual([{ displayName: 'Olivia Brandt' }])
  })

  it('own what lists them as owners', async () => {
    const graph = simulateGraph()
    const { id } = graph.tenant.cast.owner
    const all = await graph.all(`/v1.0/users/${id}/ownedObjects?$select=id,displayName`)
    const applications = await graph.all(
      `/v1.0/users/${id}/ownedObjects/microsoft.graph.application?$select=displayName&$count=true`,
      eventual,
    )
    expect(applications.map(({ displayName }) => displayName)).toContain('Payroll export')
    expect(all.length).toBeGreaterThan(applications.length)
  })
})

describe('groups', () => {
  it('count members through nested groups', async () => {
    const graph = simulateGraph()
    const { administratorsGroupId: groupId, cast: people } = graph.tenant
    const direct = await graph.all(`/v1.0/groups/${groupId}/members?$select=id`)
    expect(direct.map(({ id }) => id)).not.toContain(people.administrator.id)
    const cast = `/v1.0/groups/${groupId}/transitiveMembers/microsoft.graph.user?$select=id`
    const transitive = await graph.all(`${cast}&$count=true`, eventual)
    expect(transitive.map(({ id }) => id)).toContain(people.administrator.id)
    const check = (id: string) => graph.send('POST', `/v1.0/users/${id}/checkMemberGroups`, { groupIds: [groupId] })
    expect((await check(people.administrator.id)).body.value).toEqual([groupId])
    expect((await check(people.owner.id)).body.value).toEqual([])
    expect((await graph.get('/v1.0/groups/none/members')).status).toBe(404)
  })

  it.each([
    ['the header', '', eventual],
    ['$count', '&$count=true', undefined],
  ])('are cast to one type by %s and the other together only', async (_, count, headers) => {
    const graph = simulateGraph()
    const path = `/v1.0/groups/${graph.tenant.administratorsGroupId}/members/microsoft.graph.user?$select=id${count}`
    const { status, body } = await graph.get(path, headers)
    expect([status, body.error.code]).toEqual([400, 'Request_UnsupportedQuery'])
  })

  it('give objects of mixed types by id', async () => {
    const graph = simulateGraph()
    const [application, principal] = [graph.tenant.applications()[0], graph.tenant.servicePrincipals()[0]]
    const ids = [application?.id, principal?.id, graph.tenant.cast.owner.id, '00000000-0000-4000-8000-000000000000']
    const all = await graph.send('POST', '/v1.0/directoryObjects/getByIds', { ids })
    expect(all.body.value.map((one) => one['@odata.type'])).toEqual([
      '#microsoft.graph.application',
      '#microsoft.graph.servicePrincipal',
      '#microsoft.graph.user',
    ])
    const users = await graph.send('POST', '/v1.0/directoryObjects/getByIds', { ids, types: ['user'] })
    expect(users.body.value).toHaveLength(1)
    expect((await graph.send('POST', '/v1.0/directoryObjects/getByIds', { ids: [] })).status).toBe(400)
  })
})
