import { describe, expect, it } from 'vitest'
import { type SimulatedGraph, simulateGraph } from '../../support/simulated-graph.ts'

interface Item {
  readonly id: string
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Record<string, unknown>
}

async function batch(graph: SimulatedGraph, requests: object[]): Promise<Item[]> {
  const { status, text } = await graph.send('POST', '/v1.0/$batch', { requests })
  expect(status).toBe(200)
  return JSON.parse(text).responses
}

describe('$batch', () => {
  it('answers each item by itself, with its own headers and body', async () => {
    const graph = simulateGraph()
    const [application] = graph.tenant.applications()
    const replies = await batch(graph, [
      { id: 'a', method: 'GET', url: `/applications/${application?.id}?$select=id` },
      { id: 'b', method: 'GET', url: `/users/none/manager` },
      { id: 'c', method: 'GET', url: 'applications?$count=true&$top=1', headers: { ConsistencyLevel: 'eventual' } },
      { id: 'd', method: 'POST', url: `/applications/${application?.id}/addPassword`, body: {} },
      { id: 'e', method: 'DELETE', url: `/applications/${application?.id}/owners/${graph.tenant.cast.owner.id}/$ref` },
      { id: 'f', method: 'GET', url: '/organization', headers: { authorization: 'Bearer bad' } },
      { id: 'g', method: 'GET', url: '/v1.0/organization' },
    ])
    expect(replies.map(({ id, status }) => [id, status])).toEqual([
      ['a', 200],
      ['b', 404],
      ['c', 200],
      ['d', 200],
      ['e', 204],
      ['f', 401],
      ['g', 400],
    ])
    expect(replies[0]).toMatchObject({ body: { id: application?.id } })
    expect(replies[2]?.body['@odata.count']).toBe(120)
    expect(replies[4]).not.toHaveProperty('body')
  })

  it('fails what depends on a failure', async () => {
    const replies = await batch(simulateGraph(), [
      { id: '1', method: 'GET', url: '/users/none' },
      { id: '2', method: 'GET', url: '/organization', dependsOn: ['1'] },
      { id: '3', method: 'GET', url: '/organization' },
    ])
    expect(replies.map(({ status }) => status)).toEqual([404, 424, 200])
  })

  it('refuses more than 20 items, duplicate ids and what is no batch', async () => {
    const graph = simulateGraph()
    const items = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ id: String(index), method: 'GET', url: '/organization' }))
    expect(await batch(graph, items(20))).toHaveLength(20)
    const refusals = [{ requests: items(21) }, { requests: [...items(1), ...items(1)] }, { requests: [] }, '{', {}]
    for (const refused of refusals) expect((await graph.send('POST', '/v1.0/$batch', refused)).status).toBe(400)
  })

  it('throttles each item alone, inside a 200', async () => {
    const graph = simulateGraph({ throttle: true })
    const audits = (id: string) => ({ id, method: 'GET', url: '/auditLogs/directoryAudits' })
    const replies = await batch(graph, ['1', '2', '3', '4', '5', '6'].map(audits))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429])
    expect(replies[5]?.headers['retry-after']).toBe('2')
  })
})
