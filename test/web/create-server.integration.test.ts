import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closeServer } from '../../src/web/close-server.ts'
import { createServer, type ServerOptions } from '../../src/web/create-server.ts'
import { listen } from '../../src/web/listen.ts'
import { recordingLogger } from '../support/bot-host.ts'

const handled: unknown[] = []
const { logger, logged } = recordingLogger()
let server: ReturnType<typeof createServer>
let url: string

async function start(changes: Partial<ServerOptions> = {}) {
  server = createServer({
    gate: async (authorization) =>
      authorization === undefined ? { ok: false, status: 401, code: 'token-missing' } : { ok: true },
    async handleActivity(req, res) {
      handled.push(req.body)
      res.send(200)
    },
    readiness: async () => ({ tables: 'ok', identity: 'ok' }),
    logger,
    ...changes,
  })
  url = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`
}

async function post(body: string | ReadableStream, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/api/messages`, {
    method: 'POST',
    headers: { authorization: 'Bearer canary', 'content-type': 'application/json', ...headers },
    body,
    ...(typeof body === 'string' ? {} : { duplex: 'half' }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>) }
}

async function get(path: string, init: RequestInit = {}) {
  const response = await fetch(`${url}${path}`, init)
  return { status: response.status, text: await response.text(), headers: response.headers }
}

beforeEach(() => start())
afterEach(async () => {
  handled.length = 0
  await closeServer(server, 100)
})

describe('activities', () => {
  it('reach the handler parsed, after the gate', async () => {
    expect((await post('{"type":"message"}')).status).toBe(200)
    expect(handled).toEqual([{ type: 'message' }])
  })

  it('do not reach the handler when the gate refuses', async () => {
    const response = await fetch(`${url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 401,
      body: { code: 'token-missing' },
    })
    expect(handled).toEqual([])
  })

  it.each<[string, string, Record<string, string>, number, string]>([
    ['broken JSON', '{"type":', {}, 400, 'body-malformed'],
    ['another media type', '{}', { 'content-type': 'text/plain' }, 415, 'body-not-json'],
    ['a form', 'type=message', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'body-not-json'],
    ['compressed bytes', '{}', { 'content-encoding': 'gzip' }, 415, 'body-not-json'],
  ])('are refused as %s', async (_, body, headers, status, code) => {
    expect(await post(body, headers)).toEqual({ status, body: { code } })
    expect(handled).toEqual([])
  })

  it('are taken up to 256 KiB', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(256 * 1024 - 11) })
    expect(Buffer.byteLength(body)).toBe(256 * 1024)
    expect((await post(body)).status).toBe(200)
    expect(await post(`${body} `)).toEqual({ status: 413, body: { code: 'body-too-large' } })
  })

  it.each([
    ['with their length', true],
    ['in chunks of unknown number', false],
  ])('of 512 MiB %s are refused without being kept in memory', async (_, withLength) => {
    const MIB = 1024 * 1024
    const chunk = new Uint8Array(MIB).fill(0x20)
    let left = 512
    let peak = 0
    const before = process.memoryUsage().arrayBuffers
    const stream = new ReadableStream({
      pull(controller) {
        peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
        if (left === 0) return controller.close()
        left -= 1
        controller.enqueue(chunk)
      },
    })
    const answer = await post(stream, withLength ? { 'content-length': `${512 * MIB}` } : {})

    expect(answer).toEqual({ status: 413, body: { code: 'body-too-large' } })
    expect(peak).toBeLessThan(256 * MIB)
    expect(handled).toEqual([])
  })
})

describe('health', () => {
  it('says that the process lives', async () => {
    const { status, text } = await get('/healthz')
    expect({ status, text }).toEqual({ status: 200, text: '{"status":"ok"}' })
  })

  it('says that all parts answer', async () => {
    const { status, text } = await get('/readyz')
    expect({ status, body: JSON.parse(text) }).toEqual({
      status: 200,
      body: { status: 'ok', parts: { tables: 'ok', identity: 'ok' } },
    })
  })

  it('says which part does not', async () => {
    await closeServer(server)
    await start({ readiness: async () => ({ tables: 'unreachable', identity: 'ok' }) })
    const { status, text } = await get('/readyz')
    expect({ status, body: JSON.parse(text) }).toEqual({
      status: 503,
      body: { status: 'unavailable', parts: { tables: 'unreachable', identity: 'ok' } },
    })
  })
})

describe('everything else', () => {
  it.each<[string, string]>([
    ['GET', '/'],
    ['GET', '/api/messages'],
    ['PUT', '/api/messages'],
    ['OPTIONS', '/api/messages'],
    ['GET', '/.env'],
    ['GET', '/healthz/../secret'],
    ['POST', '/healthz'],
    ['GET', '/%'],
  ])('%s %s is not found, without details', async (method, path) => {
    const { status, text } = await get(path, { method })
    expect({ status, text }).toEqual({ status: 404, text: '{"code":"not-found"}' })
  })

  it('is not found in JSON, whatever the client would rather have', async () => {
    const { headers, text } = await get('/nothing', { headers: { accept: 'application/xml' } })
    expect(headers.get('content-type')).toBe('application/json')
    expect(text).toBe('{"code":"not-found"}')
  })
})

describe('every answer', () => {
  it.each(['/healthz', '/nothing'])('%s tells browsers to keep off and names no product', async (path) => {
    const { headers } = await get(path)
    expect(headers.get('server')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
  })
})

describe('a failure', () => {
  it('of ours gives a request id to ask for, never the error or the token', async () => {
    await closeServer(server)
    await start({ handleActivity: () => Promise.reject(new Error('canary: table refused')) })
    const { status, body } = await post('{}')

    expect({ status, body }).toEqual({ status: 500, body: { code: 'failed', requestId: expect.any(String) } })
    expect(logged()).toContain(body?.requestId)
    expect(logged()).toContain('canary: table refused')
    expect(logged()).not.toContain('Bearer canary')
  })

  it('text that the Bot Framework sends itself is replaced', async () => {
    await closeServer(server)
    await start({
      async handleActivity(_req, res) {
        res.send(500, 'canary: invalid signature')
      },
    })
    expect(await post('{}')).toEqual({ status: 500, body: { code: 'failed', requestId: expect.any(String) } })
  })

  it('to read the readiness is a failure, not a crash', async () => {
    await closeServer(server)
    await start({ readiness: () => Promise.reject(new Error('canary')) })
    const { status, text } = await get('/readyz')
    expect(status).toBe(500)
    expect(text).not.toContain('canary')
    expect((await get('/healthz')).status).toBe(200)
  })
})

it('says that its port is taken', async () => {
  const port = Number(new URL(url).port)
  const second = createServer({
    gate: async () => ({ ok: true }),
    handleActivity: async () => {},
    readiness: async () => ({}),
    logger,
  })
  await expect(listen(second, port, '127.0.0.1')).rejects.toMatchObject({
    code: 'port-refused',
    message: `Keyturn cannot listen on port ${port}: another process has it. Nothing was started. Set PORT to another one, or stop what has it.`,
  })
})

it('stops although a client keeps its connection open', async () => {
  const headers = { 'content-type': 'application/json', 'content-length': '10' }
  const open = request(`${url}/api/messages`, { method: 'POST', headers })
  const cut = new Promise((resolve) => open.on('error', resolve))
  await new Promise((resolve) => open.write('x', resolve))
  await get('/healthz')

  await closeServer(server, 50)
  expect(await cut).toBeInstanceOf(Error)
  await start()
})
