import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'

export interface CannedReply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown
  /** Closes the connection: before any reply, or in the middle of the body. */
  readonly drop?: 'before' | 'within'
}

export interface SeenRequest {
  readonly method: string
  /** Path and query, decoded. */
  readonly target: string
  readonly rawTarget: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

export interface HttpStandIn {
  readonly origin: string
  readonly requests: readonly SeenRequest[]
  /** One request that must come: method and decoded path, with or without the query. A function answers from the request. */
  expect(request: string, reply: CannedReply | ((request: SeenRequest) => CannedReply)): void
  /** Ends the server; throws if a request came that nobody expected, or one did not come. */
  finish(): Promise<void>
}

interface Expectation {
  readonly request: string
  readonly reply: CannedReply | ((request: SeenRequest) => CannedReply)
}

/** A server on loopback that follows a script. Each expectation serves one request, the first that fits. */
export async function startHttpStandIn(): Promise<HttpStandIn> {
  const pending: Expectation[] = []
  const requests: SeenRequest[] = []
  const unexpected: string[] = []

  const server = createServer(async (incoming, outgoing) => {
    const request = await readRequest(incoming)
    requests.push(request)
    const index = pending.findIndex((expectation) => fits(expectation, request))
    const [expectation] = index === -1 ? [] : pending.splice(index, 1)
    if (expectation === undefined) {
      unexpected.push(`${request.method} ${request.target}`)
      answer(outgoing, { status: 418, body: { error: { code: 'Unexpected', message: 'not in the script' } } })
      return
    }
    const { reply } = expectation
    answer(outgoing, typeof reply === 'function' ? reply(request) : reply)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert(typeof address === 'object' && address !== null)

  return {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    expect(request, reply) {
      pending.push({ request, reply })
    },
    async finish() {
      server.close()
      server.closeAllConnections()
      assert.deepEqual({ unexpected, missing: pending.map(({ request }) => request) }, { unexpected: [], missing: [] })
    },
  }
}

function fits(expectation: Expectation, { method, target }: SeenRequest): boolean {
  const [path] = target.split('?')
  return [`${method} ${target}`, `${method} ${path}`].includes(expectation.request)
}

async function readRequest(incoming: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  const rawTarget = incoming.url ?? ''
  const isText = incoming.headers['content-type']?.startsWith('text/plain') === true
  const body: unknown = isText ? text : text === '' ? undefined : JSON.parse(text)
  return {
    method: incoming.method ?? '',
    target: decodeURIComponent(rawTarget),
    rawTarget,
    headers: incoming.headers,
    body,
  }
}

function answer(outgoing: ServerResponse, reply: CannedReply): void {
  if (reply.drop === 'before') {
    outgoing.destroy()
    return
  }
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body)
  outgoing.writeHead(reply.status ?? 200, { 'content-type': 'application/json;charset=utf-8', ...reply.headers })
  if (reply.drop === 'within') {
    outgoing.write(text.slice(0, text.length / 2), () => outgoing.destroy())
    return
  }
  outgoing.end(reply.body === undefined ? undefined : text)
}
