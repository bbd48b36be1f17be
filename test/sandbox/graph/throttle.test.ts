import { describe, expect, it } from 'vitest'
import { simulateGraph } from '../../support/simulated-graph.ts'

describe('throttling', () => {
  it.each([
    ['/v1.0/applications', '2'],
    ['/v1.0/applications?$select=id', '1'],
    ['/v1.0/applications?$select=id&$expand=owners', '2'],
    ['/v1.0/applications?$expand=owners', '3'],
    ['/v1.0/applications?$select=id&$top=10', '1'],
    ['/v1.0/users?$expand=manager', '3'],
    ['/v1.0/organization', '1'],
  ])('charges %s with %s units', async (address, units) => {
    const { headers } = await simulateGraph({ throttle: true }).get(address)
    expect(headers.get('x-ms-resource-unit')).toBe(units)
  })

  it('warns from 80 percent, refuses at the limit, and recovers with time', async () => {
    const graph = simulateGraph({ throttle: true })
    const ask = () => graph.get('/v1.0/servicePrincipals?$top=1&$expand=owners')
    let reply = await ask()
    let [asked, firstWarning] = [1, 0]
    while (reply.status === 200) {
      if (firstWarning === 0 && reply.headers.has('x-ms-throttle-limit-percentage')) firstWarning = asked
      reply = await ask()
      asked += 1
    }
    // 84 people make a medium tenant: 5,000 units.
    expect([firstWarning, asked]).toEqual([4_001, 5_001])
    expect(reply).toMatchObject({
      status: 429,
      body: {
        error: {
          code: 'TooManyRequests',
          message: 'Please retry again later.',
          innerError: { code: '429', status: '429', message: 'Please retry after', date: '2026-05-01T12:00:00' },
        },
      },
    })
    expect(reply.headers.get('retry-after')).toBe('1')
    expect(reply.headers.get('x-ms-throttle-information')).toBe('ResourceUnitLimitExceeded')
    expect(reply.headers.get('x-ms-throttle-scope')).toContain(graph.clientId)
    graph.clientId = 'another application'
    expect((await ask()).status).toBe(200)
    graph.clientId = '11111111-1111-4111-8111-111111111111'
    graph.advance(1_000)
    expect((await ask()).status).toBe(200)
  })

  it('limits changes to applications for personal accounts to 60 a minute', async () => {
    const graph = simulateGraph({ throttle: true })
    const patch = (name: string) => {
      const { id = '' } = graph.tenant.applications().find(({ displayName }) => displayName === name) ?? {}
      return graph.send('PATCH', `/v1.0/applications/${id}`, { notes: 'x' })
    }
    for (let count = 0; count < 60; count += 1) expect((await patch('Store locator (consumers)')).status).toBe(204)
    const refused = await patch('Store locator (consumers)')
    expect(refused.status).toBe(429)
    expect(refused.headers.get('x-ms-throttle-information')).toBe('WriteLimitExceeded')
    expect((await patch('Payroll export')).status).toBe(204)
  })

  it('limits writes to 3,000 in 150 seconds', async () => {
    const graph = simulateGraph({ throttle: true })
    const path = `/v1.0/servicePrincipals/${graph.tenant.servicePrincipals()[0]?.id}`
    const patch = () => graph.send('PATCH', path, { notes: 'x' })
    for (let count = 0; count < 3_000; count += 1) expect((await patch()).status).toBe(204)
    const refused = await patch()
    expect([refused.status, refused.headers.get('x-ms-throttle-information')]).toEqual([429, 'WriteLimitExceeded'])
    expect((await graph.get(path)).status).toBe(200)
  })

  it('limits the selection of keyCredentials to 150 a minute where asked to', async () => {
    for (const [limitsKeyCredentials, expected] of [
      [false, 200],
      [true, 429],
    ] as const) {
      const graph = simulateGraph({ throttle: true, limitsKeyCredentials })
      const ask = () => graph.get('/v1.0/applications?$top=1&$select=keyCredentials')
      for (let count = 0; count < 150; count += 1) expect((await ask()).status).toBe(200)
      expect((await ask()).status).toBe(expected)
    }
  })
})
