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

/** Serves the page of a link, at first with a 503 that makes it a repeated one. */
function servePage(link: string, numbers: readonly number[], next?: string, { isRepeated = false } = {}): void {
  if (isRepeated) graph.expect(`GET /v1.0/things${link}`, { status: 503 })
  const items = numbers.map((id) => ({ id }))
  graph.expect(`GET /v1.0/things${link}`, page(items, next && `/v1.0/things${next}`))
}

function serveUnknownLink(link: string): void {
  const body = graphError('DirectoryPageTokenNotFoundException')
  graph.expect(`GET /v1.0/things${link}`, { status: 400, body })
}

const unknownLink = { code: 'directory-refused', cause: { code: 'DirectoryPageTokenNotFoundException' } }

test('after a repeated page, an unknown link leads back to the last sure one, and nothing is handed out twice', async () => {
  servePage('', [1], '?$skiptoken=a')
  servePage('?$skiptoken=a', [2, 3], '?$skiptoken=b', { isRepeated: true })
  serveUnknownLink('?$skiptoken=b')
  servePage('?$skiptoken=a', [2, 3, 4], '?$skiptoken=b2')
  servePage('?$skiptoken=b2', [5], '?$skiptoken=c', { isRepeated: true })
  serveUnknownLink('?$skiptoken=c')
  servePage('?$skiptoken=b2', [5], '?$skiptoken=c2')
  servePage('?$skiptoken=c2', [6])
  const items = await collect(readPages(graph.client, '/v1.0/things', call))
  expect(items).toEqual([1, 2, 3, 4, 5, 6].map((id) => ({ id })))
})

test('where no link is sure, an unknown one leads back to the first page', async () => {
  servePage('', [1], '?$skiptoken=a', { isRepeated: true })
  servePage('?$skiptoken=a', [2], '?$skiptoken=b', { isRepeated: true })
  serveUnknownLink('?$skiptoken=b')
  servePage('', [1], '?$skiptoken=a2')
  servePage('?$skiptoken=a2', [2], '?$skiptoken=b2')
  servePage('?$skiptoken=b2', [3])
  const items = await collect(readPages(graph.client, '/v1.0/things', call))
  expect(items).toEqual([1, 2, 3].map((id) => ({ id })))
})

test('a link that is unknown at the same place again ends the reading', async () => {
  servePage('', [1], '?$skiptoken=a', { isRepeated: true })
  serveUnknownLink('?$skiptoken=a')
  servePage('', [1], '?$skiptoken=a')
  serveUnknownLink('?$skiptoken=a')
  const pages = readPages(graph.client, '/v1.0/things', call)
  expect((await pages.next()).value).toEqual([{ id: 1 }])
  expect((await pages.next()).value).toEqual([])
  await expect(pages.next()).rejects.toMatchObject(unknownLink)
})

test('a reply that is no collection is an error', async () => {
  graph.expect('GET /v1.0/things', { body: { hello: 'world' } })
  await expect(collect(readPages(graph.client, '/v1.0/things', call))).rejects.toMatchObject({
    code: 'directory-unreachable',
  })
})
