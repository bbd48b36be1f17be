import { describe, expect, it } from 'vitest'
import { type SimulatedGraph, simulateGraph } from '../../support/simulated-graph.ts'

async function permissionsOf(graph: SimulatedGraph, name: string) {
  const { appId } = graph.tenant.applications().find(({ displayName }) => displayName === name) ?? {}
  const assignments = await graph.all(`/v1.0/servicePrincipals(appId='${appId}')/appRoleAssignments?$top=1`)
  return Promise.all(
    assignments.map(async ({ appRoleId, resourceId, resourceDisplayName }) => {
      const { body } = await graph.get(`/v1.0/servicePrincipals/${resourceId}?$select=id,displayName,appRoles`)
      const roles: { id: string; value: string }[] = JSON.parse(JSON.stringify(body.appRoles))
      expect(body.displayName).toBe(resourceDisplayName)
      return `${resourceDisplayName}: ${roles.find(({ id }) => id === appRoleId)?.value}`
    }),
  )
}

describe('granted permissions', () => {
  it('are listed page by page, with the API that names them', async () => {
    const graph = simulateGraph()
    expect(await permissionsOf(graph, 'Mail relay')).toEqual([
      'Microsoft Graph: Mail.Send',
      'Office 365 Exchange Online: full_access_as_app',
    ])
    expect(await permissionsOf(graph, 'Badge reader gateway')).toContain('Microsoft Graph: Application.ReadWrite.All')
    expect(await permissionsOf(graph, 'Payroll export')).toContain('Microsoft Graph: User.Read.All')
    expect(await permissionsOf(graph, 'Tax reporting')).toEqual([])
  })

  it('are the same for the same seed', async () => {
    const [one, other] = [simulateGraph(), simulateGraph()]
    expect([...one.tenant.grants]).toEqual([...other.tenant.grants])
    expect(one.tenant.grants.size).toBeGreaterThan(10)
  })

  it('belong to service principals, and need a permission to be read', async () => {
    const graph = simulateGraph()
    const [principal] = graph.tenant.grants.keys()
    const path = `/v1.0/servicePrincipals/${principal}/appRoleAssignments`
    expect((await graph.get('/v1.0/servicePrincipals/none/appRoleAssignments')).status).toBe(404)
    graph.permissions.clear()
    expect((await graph.get(path)).status).toBe(403)
    graph.permissions.add('Application.Read.All')
    expect((await graph.get(path)).body.value[0]).toMatchObject({ principalId: principal })
  })
})

describe('applications of one service', () => {
  const filter = `$filter=${encodeURIComponent("serviceManagementReference eq 'LOG-WAREHOUSE'")}`

  it('are found by an advanced query alone', async () => {
    const graph = simulateGraph()
    expect((await graph.get(`/v1.0/applications?${filter}`)).body.error.code).toBe('Request_UnsupportedQuery')
    const { body } = await graph.get(`/v1.0/applications?${filter}&$count=true&$select=displayName`, {
      consistencylevel: 'eventual',
    })
    expect(body.value.map(({ displayName }) => displayName)).toEqual(['Warehouse sync', 'Badge reader gateway'])
  })
})

describe('people', () => {
  it('have direct reports, as a list of any type and of people', async () => {
    const graph = simulateGraph()
    const { manager, owner, secondOwner } = graph.tenant.cast
    const reports = await graph.all(`/v1.0/users/${manager.id}/directReports?$select=id`)
    expect(reports.map(({ id }) => id)).toEqual(expect.arrayContaining([owner.id, secondOwner.id]))
    const { body } = await graph.get(
      `/v1.0/users/${manager.id}/directReports/microsoft.graph.user?$count=true&$top=2&$select=id`,
      { consistencylevel: 'eventual' },
    )
    expect(body).toMatchObject({ '@odata.count': reports.length, value: [{}, {}] })
    expect((await graph.get('/v1.0/users/00000000-0000-4000-8000-000000000000/directReports')).status).toBe(404)
  })

  it('are named in the audit log as makers of credentials', async () => {
    const graph = simulateGraph()
    const { id } = graph.tenant.applications().find(({ displayName }) => displayName === 'Badge reader gateway') ?? {}
    const filter = encodeURIComponent(`targetResources/any(t:t/id eq '${id}')`)
    const { body } = await graph.get(`/v1.0/auditLogs/directoryAudits?$filter=${filter}`)
    expect(body.value.map(({ activityDateTime, initiatedBy }) => [activityDateTime, initiatedBy])).toMatchObject([
      ['2026-04-19T13:00:00.000Z', { user: { id: graph.tenant.cast.secondOwner.id } }],
      ['2026-04-19T12:00:00.000Z', { user: { id: graph.tenant.cast.secondOwner.id } }],
    ])
  })
})
