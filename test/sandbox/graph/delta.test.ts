import { describe, expect, it } from 'vitest'
import { type SimulatedGraph, simulateGraph } from '../../support/simulated-graph.ts'

const weekMs = 7 * 86_400_000

async function drain(graph: SimulatedGraph, address: string) {
  const items: Record<string, unknown>[] = []
  let next: unknown = address
  for (;;) {
    const { body } = await graph.get(String(next), { prefer: 'odata.maxpagesize=50' })
    items.push(...body.value)
    expect('@odata.nextLink' in body).not.toBe('@odata.deltaLink' in body)
    if (typeof body['@odata.deltaLink'] === 'string') return { items, deltaLink: body['@odata.deltaLink'] }
    next = body['@odata.nextLink']
  }
}

describe.each(['application', 'servicePrincipal'] as const)('delta of %ss', (kind) => {
  it('lists everything first and changes afterwards', async () => {
    const graph = simulateGraph()
    const [first, second] = graph.tenant.holders[kind].all()
    const start = await drain(graph, `/v1.0/${kind}s/delta?$select=displayName,passwordCredentials`)
    expect(start.items).toHaveLength(graph.tenant.holders[kind].all().length)
    expect(Object.keys(start.items[0] ?? {}).sort()).toEqual(['displayName', 'id', 'passwordCredentials'])

    const { keyId } = graph.tenant.addPassword(first?.id ?? '', { displayName: 'outside' })
    graph.tenant.deleteHolder(second?.id ?? '')
    const changed = await drain(graph, start.deltaLink)
    expect(changed.items).toMatchObject([{ id: first?.id }, { id: second?.id, '@removed': { reason: 'changed' } }])
    expect(JSON.stringify(changed.items[0])).toContain(keyId)
    expect((await drain(graph, changed.deltaLink)).items).toEqual([])
    expect((await drain(graph, start.deltaLink)).items).toHaveLength(2)
  })

  it('starts from now with $deltatoken=latest', async () => {
    const graph = simulateGraph()
    const { items, deltaLink } = await drain(graph, `/v1.0/${kind}s/delta?$deltatoken=latest`)
    expect(items).toEqual([])
    const [holder] = graph.tenant.holders[kind].all()
    graph.tenant.update(holder?.id ?? '', { displayName: 'renamed' })
    graph.tenant.deleteHolder(holder?.id ?? '', 'deleted')
    expect((await drain(graph, deltaLink)).items).toEqual([{ id: holder?.id, '@removed': { reason: 'deleted' } }])
  })

  it('forgets its state after seven days', async () => {
    const graph = simulateGraph()
    const { deltaLink } = await drain(graph, `/v1.0/${kind}s/delta?$deltatoken=latest`)
    graph.advance(weekMs)
    expect((await graph.get(deltaLink)).status).toBe(200)
    graph.advance(1)
    expect(await graph.get(deltaLink)).toMatchObject({ status: 400, body: { error: { code: 'syncStateNotFound' } } })
    expect((await graph.get(`/v1.0/${kind}s/delta?$deltatoken=garbled`)).status).toBe(400)
  })
})

describe('delta', () => {
  it('reports a change only once it has spread', async () => {
    const graph = simulateGraph()
    graph.tenant.replicationDelayMs = 4_000
    const { deltaLink } = await drain(graph, '/v1.0/applications/delta?$deltatoken=latest')
    graph.tenant.addPassword(graph.tenant.applications()[0]?.id ?? '', {})
    const early = await drain(graph, deltaLink)
    expect(early.items).toEqual([])
    graph.advance(4_000)
    expect((await drain(graph, early.deltaLink)).items).toHaveLength(1)
  })

  it('reports a new application', async () => {
    const graph = simulateGraph()
    const { deltaLink } = await drain(graph, '/v1.0/applications/delta?$deltatoken=latest')
    const [id, appId] = ['aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000002']
    graph.tenant.addApplication({ id, appId, displayName: 'just made' })
    const { items } = await drain(graph, deltaLink)
    expect(items).toMatchObject([{ id, appId, displayName: 'just made', passwordCredentials: [] }])
    expect((await graph.get(`/v1.0/applications(appId='${appId}')`)).status).toBe(200)
  })

  it('follows some objects alone, and takes options in the first request only', async () => {
    const graph = simulateGraph()
    const [first, second, third] = graph.tenant.applications()
    const filter = `$filter=id eq '${first?.id}' or id eq '${second?.id}'`
    const start = await drain(graph, `/v1.0/applications/delta?${filter}`)
    expect(start.items).toHaveLength(2)
    for (const one of [second, third]) graph.tenant.addPassword(one?.id ?? '', {})
    expect((await drain(graph, start.deltaLink)).items).toMatchObject([{ id: second?.id }])
    expect((await graph.get(`${start.deltaLink}&$select=id`)).status).toBe(400)
    expect((await graph.get('/v1.0/applications/delta?$top=5')).status).toBe(501)
  })
})
