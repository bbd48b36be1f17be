import { expect, test } from 'vitest'
import { createFaults } from '../../src/sandbox/faults.ts'

const request = new Request('https://localhost/v1.0/applications?$top=1', { method: 'POST' })
const fine = async () => new Response('fine')

test('a fault after the effect lets the effect happen', async () => {
  const faults = createFaults()
  faults.add({ path: /applications$/, when: 'after', respond: { status: 503 } })
  let effects = 0
  const answer = await faults.around(request, () => {
    effects++
    return fine()
  })
  expect([answer?.status, effects]).toEqual([503, 1])
})

test('a fault before the effect prevents it', async () => {
  const faults = createFaults()
  faults.add({ path: /applications$/, when: 'before', drop: true })
  let effects = 0
  const answer = await faults.around(request, () => {
    effects++
    return fine()
  })
  expect([answer, effects]).toEqual([undefined, 0])
})

test('a fault hits only its method and path', async () => {
  const faults = createFaults()
  faults.add({ method: 'GET', path: /applications$/, when: 'before', respond: { status: 500 } })
  faults.add({ path: /^\/beta/, when: 'before', respond: { status: 500 } })
  expect((await faults.around(request, fine))?.status).toBe(200)
})

test('a used up, past or removed fault is gone', async () => {
  const faults = createFaults()
  const spent = faults.add({ path: /./, when: 'before', times: 2, respond: { status: 500 } })
  expect((await faults.around(request, fine))?.status).toBe(500)
  expect(faults.current()).toMatchObject([{ id: spent, hits: 1 }])
  await faults.around(request, fine)
  faults.add({ path: /./, when: 'before', untilAt: new Date(Date.now() - 1), respond: { status: 500 } })
  faults.remove(faults.add({ path: /./, when: 'before', respond: { status: 500 } }))
  expect(faults.current()).toEqual([])
  expect((await faults.around(request, fine))?.status).toBe(200)
})

test('a fault with a known id replaces the one before', () => {
  const faults = createFaults()
  faults.add({ id: 'throttled', path: /a/, when: 'before' })
  faults.add({ id: 'throttled', path: /b/, when: 'before' })
  expect(faults.current().map(({ path }) => path)).toEqual([/b/])
})

test('a delay alone lets the request through', async () => {
  const faults = createFaults()
  faults.add({ path: /./, when: 'before', delayMs: 1 })
  expect(await (await faults.around(request, fine))?.text()).toBe('fine')
})
