import { afterEach, beforeEach, expect, test } from 'vitest'
import { readPages } from '../../src/graph/read-pages.ts'
import { collect, type GraphStandIn, graphError, startGraphStandIn } from '../support/graph-stand-in.ts'

const call = { does: 'read things', permission: 'Things.Read' }

let graph: GraphStandIn
beforeEach(async () => {
  graph = await startGraphStandIn()
})
afterEach(() => graph.finish())

function page(value: readonly unknown[], next?: string) {
  return { body: { value, ...(next === undefined ? {} : { '@odata.nextLink': `${graph.origin}${next}` }) } }
}

test('pages follow each other, empty ones included, with the same headers on each', async () => {
  graph.expect('GET /v1.0/things?$top=2', page([1, 2], '/v1.0/things?$top=2&$skiptoken=a'))
  graph.expect('GET /v1.0/things?$top=2&$skiptoken=a', page([], '/v1.0/things?$top=2&$skiptoken=b'))
  graph.expect('GET /v1.0/things?$top=2&$skiptoken=b', page([3]))
  expect(await collect(readPages(graph.client, '/v1.0/things?$top=2', call, { consistencylevel: 'eventual' }))).toEqual(
    [1, 2, 3],
  )
  expect(graph.requests.map(({ headers }) => headers.consistencylevel)).toEqual(['eventual', 'eventual', 'eventual'])
})

test.each([
  'RFNwdAoAAQ==&$select=id,owners($select=id)',
  'a%2Bb%3D%3D%26c',
  'a+b',
  'https%3A%2F%2Fgraph.example%2Fv1.0%2Fx',
  'https://graph.example/v1.0/x?y=z',
  "m~it's(1)=2",
  'x&flag',
  '%E2%80%93en-dash',
])('the skip token %s is sent back unchanged', async (token) => {
  graph.expect('GET /beta/things', page([1], `/beta/things?$skiptoken=${token}`))
  graph.expect('GET /beta/things', page([2]))
  expect(await collect(readPages(graph.client, '/beta/things', call))).toEqual([1, 2])
  const sent = new URL(graph.requests[1]?.rawTarget ?? '', graph.origin)
  const linked = new URL(`${graph.origin}/beta/things?$skiptoken=${token}`)
  expect(sent.pathname).toBe(linked.pathname)
  expect(new Set(sent.searchParams)).toEqual(new Set(linked.searchParams))
})

test('a link that names another origin is followed on our own, and nothing is sent there', async () => {
  const elsewhere = await startGraphStandIn()
  const next = `${elsewhere.origin}/v1.0/things?$skiptoken=a`
  graph.expect('GET /v1.0/things', { body: { value: [1], '@odata.nextLink': next } })
  graph.expect('GET /v1.0/things?$skiptoken=a', page([2], '/v1.0/things?$skiptoken=b'))
  const literal = 'https://graph.microsoft.com/v1.0/things?$skiptoken=c'
  graph.expect('GET /v1.0/things?$skiptoken=b', { body: { value: [3], '@odata.nextLink': literal } })
  graph.expect('GET /v1.0/things?$skiptoken=c', page([4]))
  expect(await collect(readPages(graph.client, '/v1.0/things', call))).toEqual([1, 2, 3, 4])
  await elsewhere.finish()
  expect(elsewhere.requests).toEqual([])
})

test.each(['http://', 'mailto:someone@example.test'])(
  'a page whose link is %s is handed out before the link is refused',
  async (link) => {
    graph.expect('GET /v1.0/things', { body: { value: [1], '@odata.nextLink': link } })
    const pages = readPages(graph.client, '/v1.0/things', call)
    expect((await pages.next()).value).toEqual([1])
    await expect(pages.next()).rejects.toMatchObject({ code: 'directory-refused' })
  },
)

test('a link that is no text is an error', async () => {
  graph.expect('GET /v1.0/things', { body: { value: [1], '@odata.nextLink': 7 } })
  await expect(collect(readPages(graph.client, '/v1.0/things', call))).rejects.toMatchObject({
    code: 'directory-unreachable',
  })
})

test('the next page is under way while the caller has the current one, and no other', async () => {
  graph.expect('GET /v1.0/things', page([1], '/v1.0/things?$skiptoken=a'))
  graph.expect('GET /v1.0/things?$skiptoken=a', page([2], '/v1.0/things?$skiptoken=b'))
  const pages = readPages(graph.client, '/v1.0/things', call)
  await pages.next()
  await expect.poll(() => graph.requests.length).toBe(2)
  await pages.return(undefined)
})

test('a page that fails later is thrown in its turn', async () => {
  graph.expect('GET /v1.0/things', page([1], '/v1.0/things?$skiptoken=a'))
  graph.expect('GET /v1.0/things?$skiptoken=a', { status: 400, body: graphError('Directory_ExpiredPageToken') })
  const pages = readPages(graph.client, '/v1.0/things', call)
  expect((await pages.next()).value).toEqual([1])
  await expect(pages.next()).rejects.toMatchObject({ code: 'directory-refused' })
})

test('a reply that is no collection is an error', async () => {
  graph.expect('GET /v1.0/things', { body: { hello: 'world' } })
  await expect(collect(readPages(graph.client, '/v1.0/things', call))).rejects.toMatchObject({
    code: 'directory-unreachable',
  })
})
