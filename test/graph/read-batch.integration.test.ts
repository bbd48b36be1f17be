import { afterEach, beforeEach, expect, test } from 'vitest'
import { readBatch } from '../../src/graph/read-batch.ts'
import { batchShape, expectBatch, type GraphStandIn, graphError, startGraphStandIn } from '../support/graph-stand-in.ts'
import type { SeenRequest } from '../support/http-stand-in.ts'

const call = { does: 'read things', permission: 'Things.Read' }

let graph: GraphStandIn
beforeEach(async () => {
  graph = await startGraphStandIn()
})
afterEach(() => graph.finish())

function itemsIn(request: SeenRequest | undefined) {
  return batchShape.parse(request?.body).requests
}

function reads(count: number) {
  return Array.from({ length: count }, (_, index) => ({ id: `${index}`, url: `/things/${index}` }))
}

test('forty-five reads are three batches of relative urls, and each answer finds its question', async () => {
  for (let batches = 0; batches < 3; batches += 1) {
    expectBatch(graph, ({ id }) => ({ status: 200, body: { is: id } }))
  }
  const bodies = await readBatch(graph.client, reads(45), call)
  expect(bodies.size).toBe(45)
  expect(bodies.get('44')).toEqual({ is: '44' })
  expect(graph.requests.map((request) => itemsIn(request).length).sort()).toEqual([20, 20, 5])
  expect(itemsIn(graph.requests[0])[0]).toEqual({ id: '0', method: 'GET', url: '/things/0' })
})

test('what is not found is absent', async () => {
  expectBatch(graph, ({ id }) => (id === '0' ? { status: 404 } : { status: 200, body: {} }))
  expect([...(await readBatch(graph.client, reads(2), call)).keys()]).toEqual(['1'])
})

test('only throttled items are asked for again, after the longest of their waits', async () => {
  const waitBy: Record<string, string> = { 0: '3', 1: '9' }
  expectBatch(graph, ({ id }) => {
    const seconds = waitBy[id]
    return seconds === undefined
      ? { status: 200, body: { is: id } }
      : { status: 429, headers: { 'Retry-After': seconds }, body: graphError('TooManyRequests') }
  })
  expectBatch(graph, ({ id }) => ({ status: 200, body: { is: id } }))
  const bodies = await readBatch(graph.client, reads(3), call)
  expect(bodies.size).toBe(3)
  expect(graph.waits).toEqual([9_000])
  expect(itemsIn(graph.requests[1]).map(({ id }) => id)).toEqual(['0', '1'])
})

test('the wait of a throttled item may be a number', async () => {
  expectBatch(graph, () => ({ status: 429, headers: { 'Retry-After': 10, 'x-odd': null } }))
  expectBatch(graph, () => ({ status: 200, body: {} }))
  await readBatch(graph.client, reads(1), call)
  expect(graph.waits).toEqual([10_000])
})

test('the wait of a throttled item may be a date, with no other to count it from', async () => {
  const at = new Date(Date.now() + 120_000).toUTCString()
  expectBatch(graph, () => ({ status: 429, headers: { 'Retry-After': at } }))
  expectBatch(graph, () => ({ status: 200, body: {} }))
  await readBatch(graph.client, reads(1), call)
  expect(graph.waits[0]).toBeGreaterThan(100_000)
  expect(graph.waits[0]).toBeLessThanOrEqual(120_000)
})

test('an item that stays unanswered ends as unreachable', async () => {
  for (let tries = 0; tries < 5; tries += 1) expectBatch(graph, () => undefined)
  await expect(readBatch(graph.client, reads(1), call)).rejects.toMatchObject({ code: 'directory-unreachable' })
})

test('a denied item denies the whole reading', async () => {
  expectBatch(graph, () => ({ status: 403, body: graphError('Authorization_RequestDenied') }))
  await expect(readBatch(graph.client, reads(1), call)).rejects.toMatchObject({ code: 'directory-denied' })
})

test('nothing to read asks nothing', async () => {
  expect((await readBatch(graph.client, [], call)).size).toBe(0)
  expect(graph.requests).toEqual([])
})
