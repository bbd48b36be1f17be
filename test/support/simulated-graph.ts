import { createGraphHandler } from '../../src/sandbox/graph/graph-handler.ts'
import { seedTenant } from '../../src/sandbox/tenant/seed-tenant.ts'
import type { Tenant } from '../../src/sandbox/tenant/tenant.ts'

export const allPermissions: readonly string[] = [
  'Application.ReadWrite.All',
  'User.Read.All',
  'Directory.Read.All',
  'GroupMember.Read.All',
  'AuditLog.Read.All',
  'Policy.Read.All',
  'Mail.Send',
]

export interface GraphReply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body; an empty object where there is none. */
  readonly body: Body
}

interface Body {
  readonly value: readonly Record<string, unknown>[]
  readonly error: { readonly code: string; readonly message: string; readonly [name: string]: unknown }
  readonly [name: string]: unknown
}

export interface SimulatedGraph {
  readonly tenant: Tenant
  readonly permissions: Set<string>
  clientId: string
  advance(ms: number): void
  now(): Date
  get(address: string, headers?: Record<string, string>): Promise<GraphReply>
  send(method: string, address: string, body?: unknown, headers?: Record<string, string>): Promise<GraphReply>
  /** Without the token that the others send. */
  sendBare(method: string, address: string, headers: Record<string, string>): Promise<GraphReply>
  /** Every item of a list, page by page. */
  all(address: string, headers?: Record<string, string>): Promise<Record<string, unknown>[]>
}

const origin = 'https://graph.simulated.example'

/** A seeded tenant behind the Graph handler, without a server, at a clock that moves by hand. */
export function simulateGraph(
  options: { applications?: number; throttle?: boolean; limitsKeyCredentials?: boolean; tenant?: Tenant } = {},
): SimulatedGraph {
  let nowMs = Date.parse('2026-05-01T12:00:00Z')
  const now = () => new Date(nowMs)
  const tenant = options.tenant ?? seedTenant({ applications: options.applications ?? 120, seed: 7, now: now() })
  const permissions = new Set(allPermissions)
  const handle = createGraphHandler({
    tenant,
    now,
    origin: () => origin,
    authenticate: async (authorization) =>
      authorization === 'Bearer good' ? { clientId: graph.clientId, permissions } : undefined,
    throttle: options.throttle ?? false,
    limitsKeyCredentials: options.limitsKeyCredentials ?? false,
  })

  async function send(method: string, address: string, body: unknown, headers: Record<string, string>) {
    const url = address.startsWith('https:') ? address : `${origin}${address}`
    const content = typeof body === 'string' ? body : JSON.stringify(body)
    const withBody = body === undefined ? {} : { body: content }
    const response = await handle(new Request(url, { method, headers, ...withBody }))
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} }
  }

  const graph: SimulatedGraph = {
    tenant,
    permissions,
    clientId: '11111111-1111-4111-8111-111111111111',
    now,
    advance(ms) {
      nowMs += ms
    },
    get: (address, headers) => graph.send('GET', address, undefined, headers),
    send: (method, address, body, headers) => send(method, address, body, { authorization: 'Bearer good', ...headers }),
    sendBare: (method, address, headers) => send(method, address, undefined, headers),
    async all(address, headers) {
      const items: Record<string, unknown>[] = []
      for (let next: unknown = address; typeof next === 'string'; ) {
        const { body } = await graph.get(next, headers)
        items.push(...body.value)
        next = body['@odata.nextLink']
      }
      return items
    },
  }
  return graph
}
