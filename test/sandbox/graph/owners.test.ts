import { describe, expect, it } from 'vitest'
import { type SimulatedGraph, simulateGraph } from '../../support/simulated-graph.ts'

function idOf(graph: SimulatedGraph, name: string): string {
  return graph.tenant.applications().find(({ displayName }) => displayName === name)?.id ?? ''
}

const reference = (id: string | undefined, host = 'graph.simulated.example') => ({
  '@odata.id': `https://${host}/v1.0/directoryObjects/${id}`,
})

describe('owners', () => {
  it('are added and removed, with an audit entry for each', async () => {
    const graph = simulateGraph()
    const { owner, secondOwner } = graph.tenant.cast
    graph.tenant.audits.splice(0)
    const path = `/v1.0/applications/${idOf(graph, 'Payroll export')}/owners`
    expect((await graph.send('POST', `${path}/$ref`, reference(secondOwner.id))).status).toBe(204)
    expect((await graph.get(path)).body.value.map(({ id }) => id)).toEqual([owner.id, secondOwner.id])
    expect((await graph.send('DELETE', `${path}/${owner.id}/$ref`)).status).toBe(204)
    expect((await graph.send('DELETE', `${path}/${owner.id}/$ref`)).status).toBe(404)
    expect((await graph.get(path)).body.value.map(({ id }) => id)).toEqual([secondOwner.id])
    const { body } = await graph.get('/v1.0/auditLogs/directoryAudits')
    expect(body.value.map((entry) => entry.activityDisplayName)).toEqual([
      'Remove owner from application',
      'Add owner to application',
    ])
  })

  it('are refused twice, as groups, unknown, from another cloud, and beyond a hundred', async () => {
    const graph = simulateGraph({ applications: 400 })
    const { tenant } = graph
    const path = `/v1.0/applications/${idOf(graph, 'Payroll export')}/owners/$ref`
    const duplicate = await graph.send('POST', path, reference(tenant.cast.owner.id))
    expect(duplicate.body.error.message).toBe(
      "One or more added object references already exist for the following modified properties: 'owners'.",
    )
    expect((await graph.send('POST', path, reference(tenant.administratorsGroupId))).status).toBe(400)
    expect((await graph.send('POST', path, reference('00000000-0000-4000-8000-000000000000'))).status).toBe(404)
    expect((await graph.send('POST', path, reference(tenant.cast.manager.id, 'graph.other.example'))).status).toBe(400)
    expect((await graph.send('POST', path, {})).status).toBe(400)
    const others = tenant.people().filter(({ id }) => id !== tenant.cast.owner.id)
    for (const { id } of others.slice(0, 99)) expect((await graph.send('POST', path, reference(id))).status).toBe(204)
    expect((await graph.send('POST', path, reference(others[99]?.id))).body.error.message).toContain('limit of 100')
  })

  it('may be service principals', async () => {
    const graph = simulateGraph()
    const [principal] = graph.tenant.servicePrincipals()
    const path = `/v1.0/applications/${idOf(graph, 'Badge reader gateway')}/owners`
    await graph.send('POST', `${path}/$ref`, reference(principal?.id))
    expect((await graph.get(`${path}?$select=id`)).body.value).toEqual([
      { '@odata.type': '#microsoft.graph.servicePrincipal', id: principal?.id },
    ])
  })

  it('vanish while their account is in the deleted items, and come back with it', async () => {
    const graph = simulateGraph()
    const { tenant } = graph
    const { owner } = tenant.cast
    const path = `/v1.0/applications/${idOf(graph, 'Payroll export')}?$select=id&$expand=owners($select=id)`
    tenant.leave(owner.id)
    expect((await graph.get(path)).body.owners).toEqual([])
    expect((await graph.get(`/v1.0/users/${owner.id}`)).status).toBe(404)
    const deleted = await graph.get('/v1.0/directory/deletedItems/microsoft.graph.user?$select=id,deletedDateTime')
    expect(deleted.body.value).toEqual([{ id: owner.id, deletedDateTime: '2026-05-01T12:00:00.000Z' }])
    tenant.restore(owner.id)
    expect((await graph.get(path)).body.owners).toMatchObject([{ id: owner.id }])
  })

  it('show type and id alone to callers who may not read people', async () => {
    const graph = simulateGraph()
    graph.permissions.delete('User.Read.All')
    graph.permissions.delete('Directory.Read.All')
    const id = idOf(graph, 'Payroll export')
    const hidden = { '@odata.type': '#microsoft.graph.user', id: graph.tenant.cast.owner.id }
    expect((await graph.get(`/v1.0/applications/${id}?$expand=owners`)).body.owners).toEqual([hidden])
    const selected = await graph.get(`/v1.0/applications/${id}/owners?$select=id,displayName,accountEnabled`)
    expect(selected.body.value).toEqual([{ ...hidden, displayName: null, accountEnabled: null }])
  })

  it('take Directory.Read.All to be added', async () => {
    const graph = simulateGraph()
    graph.permissions.delete('Directory.Read.All')
    const path = `/v1.0/applications/${idOf(graph, 'Payroll export')}/owners/$ref`
    expect((await graph.send('POST', path, reference(graph.tenant.cast.manager.id))).status).toBe(403)
  })

  it('are listed in full for service principals too', async () => {
    const graph = simulateGraph()
    const saml = graph.tenant.servicePrincipals().find(({ displayName }) => displayName?.startsWith('Expense portal'))
    const { body } = await graph.get(`/v1.0/servicePrincipals/${saml?.id}/owners?$select=id`)
    expect(body.value).toMatchObject([{ id: graph.tenant.cast.owner.id }])
  })
})
