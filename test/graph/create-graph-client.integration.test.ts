import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { canaryToken, type GraphStandIn, graphError, startGraphStandIn } from '../support/graph-stand-in.ts'

const read = { does: 'read things', permission: 'Things.Read' }
const write = { does: 'change a thing', permission: 'Things.Write', writes: true }

let graph: GraphStandIn
beforeEach(async () => {
  graph = await startGraphStandIn()
})
afterEach(() => graph.finish())

test('a read carries the token and every request is counted', async () => {
  graph.expect('GET /v1.0/things?$top=1', { body: { value: [1] } })
  expect(await graph.client.get('/v1.0/things?$top=1', read)).toEqual({ value: [1] })
  expect(graph.requests[0]?.headers.authorization).toBe(`Bearer ${canaryToken}`)
  expect(graph.counted()).toBe(1)
})

test('a throttled read waits for as long as Graph asks, then goes on', async () => {
  for (const seconds of ['10', '120', '30']) {
    graph.expect('GET /v1.0/things', { status: 429, headers: { 'retry-after': seconds } })
  }
  graph.expect('GET /v1.0/things', { body: 'true' })
  await graph.client.get('/v1.0/things', read)
  expect(graph.waits).toEqual([10_000, 120_000, 30_000])
  expect(graph.counted()).toBe(4)
})

test('Retry-After may be a date', async () => {
  const headers = { date: 'Wed, 21 Oct 2026 07:28:00 GMT', 'retry-after': 'Wed, 21 Oct 2026 07:29:00 GMT' }
  graph.expect('GET /v1.0/things', { status: 503, headers })
  graph.expect('GET /v1.0/things', { body: 'true' })
  await graph.client.get('/v1.0/things', read)
  expect(graph.waits).toEqual([60_000])
})

test('a read asked to wait beyond the limit gives up as throttled and says how long', async () => {
  graph.expect('GET /v1.0/things', { status: 429, headers: { 'retry-after': '3600' } })
  const failed = graph.client.get('/v1.0/things', read)
  await expect(failed).rejects.toMatchObject({ code: 'directory-throttled', retryAfterMs: 3_600_000 })
  expect(graph.waits).toEqual([])
})

test.each([500, 502, 503, 504])('a read answered %i is tried five times', async (status) => {
  for (let tries = 0; tries < 5; tries += 1) graph.expect('GET /v1.0/things', { status, body: '<html>busy</html>' })
  await expect(graph.client.get('/v1.0/things', read)).rejects.toMatchObject({ code: 'directory-unreachable' })
  expect(graph.waits).toHaveLength(4)
})

test.each(['before', 'within'] as const)('a read whose connection is lost %s the reply is repeated', async (drop) => {
  graph.expect('GET /v1.0/things', { drop, body: { value: ['a', 'b', 'c'] } })
  graph.expect('GET /v1.0/things', { body: { value: [] } })
  expect(await graph.client.get('/v1.0/things', read)).toEqual({ value: [] })
})

test('a read whose token is refused is repeated once, with the token that there is then', async () => {
  const refused = { status: 401, body: graphError('InvalidAuthenticationToken') }
  graph.expect('GET /v1.0/things', refused)
  graph.expect('GET /v1.0/things', { body: 'true' })
  expect(await graph.client.get('/v1.0/things', read)).toBe(true)

  graph.expect('GET /v1.0/others', refused)
  graph.expect('GET /v1.0/others', refused)
  await expect(graph.client.get('/v1.0/others', read)).rejects.toMatchObject({ code: 'directory-denied' })
})

test('a write whose token is refused is sent once', async () => {
  graph.expect('POST /v1.0/things', { status: 401, body: graphError('InvalidAuthenticationToken') })
  await expect(graph.client.post('/v1.0/things', {}, write)).rejects.toMatchObject({ code: 'directory-denied' })
})

test('a POST that only reads is repeated too', async () => {
  graph.expect('POST /v1.0/$batch', { status: 503 })
  graph.expect('POST /v1.0/$batch', ({ body }) => ({ body }))
  expect(await graph.client.ask('/v1.0/$batch', { requests: [] }, read)).toEqual({ requests: [] })
})

test.each([
  [{ status: 429, headers: { 'retry-after': '1' } }, 'directory-throttled'],
  [{ status: 500 }, 'directory-unreachable'],
  [{ status: 503, body: graphError('Directory_ConcurrencyViolation') }, 'directory-conflict'],
  [{ status: 504, body: '<html>' }, 'directory-unreachable'],
  [{ drop: 'before' as const }, 'directory-unreachable'],
  [{ drop: 'within' as const, body: { done: 'done' } }, 'directory-unreachable'],
])('a write answered %j is sent once', async (reply, code) => {
  graph.expect('POST /v1.0/things', reply)
  await expect(graph.client.post('/v1.0/things', {}, write)).rejects.toMatchObject({ code })
  expect(graph.requests).toHaveLength(1)
  expect(graph.waits).toEqual([])
})

test('an error whose innerError is null is still the error that Graph named', async () => {
  const errorOf = (code: string) => ({ error: { code, message: 'in words', innerError: null } })
  graph.expect('GET /v1.0/things', { status: 404, body: errorOf('Request_ResourceNotFound') })
  await expect(graph.client.get('/v1.0/things', read)).rejects.toMatchObject({
    code: 'directory-not-found',
    cause: { status: 404, code: 'Request_ResourceNotFound' },
  })
  graph.expect('POST /v1.0/things', { status: 400, body: errorOf('Request_BadRequest') })
  await expect(graph.client.post('/v1.0/things', {}, write)).rejects.toMatchObject({
    code: 'directory-refused',
    message: expect.stringContaining('Nothing was changed.'),
  })
})

test('a read slows down when Graph says that its allowance is nearly used up', async () => {
  graph.expect('GET /v1.0/things', { headers: { 'x-ms-throttle-limit-percentage': '0.9' }, body: 'true' })
  await graph.client.get('/v1.0/things', read)
  expect(graph.waits).toEqual([2_000])
})

test('a redirect is not followed', async () => {
  graph.expect('GET /v1.0/things', { status: 302, headers: { location: `${graph.origin}/elsewhere` } })
  await expect(graph.client.get('/v1.0/things', read)).rejects.toMatchObject({ code: 'directory-refused' })
})

test('a query that holds an address arrives as it was meant', async () => {
  graph.expect("GET /v1.0/things?$filter=url eq 'https://x.test/?a=1'", { body: 'true' })
  await graph.client.get("/v1.0/things?$filter=url eq 'https://x.test/?a=1'", read)
})

test('an empty reply is nothing', async () => {
  graph.expect('POST /v1.0/things', { status: 204 })
  expect(await graph.client.post('/v1.0/things', {}, write)).toBeUndefined()
})

test('neither errors nor logs show the token or a reply that cannot be read', async () => {
  graph.expect('GET /v1.0/things', { status: 429, headers: { 'retry-after': '5' } })
  graph.expect('GET /v1.0/things', { body: '{"secretText":"canary-text", oops' })
  graph.expect('GET /v1.0/things', { status: 403, body: graphError('Authorization_RequestDenied') })
  for (let reads = 0; reads < 2; reads += 1) {
    const error = await graph.client.get('/v1.0/things', read).catch((failure: unknown) => failure)
    graph.logger.error({ err: error }, 'Reading failed')
    const shown = inspect(error, { depth: 10, showHidden: true }) + graph.logLines.join('')
    expect(shown).toContain('Keyturn could not read things')
    expect(shown).not.toContain(canaryToken)
    expect(shown).not.toContain('canary-text')
  }
})

test.each([
  ['AuthenticationError', 'AADSTS7000215: Invalid client secret provided.', 'directory-denied'],
  ['AuthenticationError', 'AADSTS90033: A transient error has occurred.', 'directory-unreachable'],
  ['AuthenticationError', 'network_error: Network request failed', 'directory-unreachable'],
  ['CredentialUnavailableError', 'no token for you', 'directory-unreachable'],
])(
  'without a token, for %s %s, nothing is sent and nothing of the token request is shown',
  async (name, words, code) => {
    const failure = Object.assign(new Error(words), { name, request: { body: 'client_secret=canary-text' } })
    const tokenless = await startGraphStandIn({ getToken: () => Promise.reject(failure) })
    const error = await tokenless.client.get('/v1.0/things', read).catch((thrown: unknown) => thrown)
    await tokenless.finish()
    expect(error).toMatchObject({ code })
    expect(tokenless.requests).toEqual([])
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('canary-text')
  },
)
