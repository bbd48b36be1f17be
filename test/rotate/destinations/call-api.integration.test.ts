import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { type Api, createApi } from '../../../src/rotate/destinations/call-api.ts'
import { troubleOf } from '../../../src/rotate/destinations/trouble-of.ts'
import { listenOnLoopback } from '../../../src/sandbox/web/loopback-server.ts'
import { type ServedApi, serveApi } from '../../support/serve-api.ts'

const words = { name: 'The place', remedies: {}, otherwise: 'Look at it.', codeOf: () => undefined }
const unreachable = { code: 'destination-unreachable' }

const options = { name: 'The place', authorization: async () => 'Bearer x', retryDelayMs: 1 }

let served: ServedApi | undefined
afterEach(() => served?.stop())

async function open(handle: (request: Request) => Promise<Response> = async () => Response.json({ fine: true })) {
  served = await serveApi(handle)
  return { api: createApi({ ...options, baseUrl: served.origin }), served }
}

describe('an API', () => {
  it('that asks to wait long gets its way at once, so that the caller can come back later', async () => {
    const { api, served } = await open()
    served.faults.add({ path: /./, when: 'before', respond: { status: 429, retryAfterSeconds: 3_600 } })
    const reply = await api.read('/it')
    expect(reply.status).toBe(429)
    expect(served.requests).toEqual(['GET /it'])
    const trouble = troubleOf(reply, words, { does: 'show it', remains: '' })
    expect(trouble).toMatchObject({ is: 'later', retryAfterMs: 3_600_000 })
  })

  it('is asked again after a conflict that says when it will be over, and not after another', async () => {
    const { api, served } = await open()
    const conflict = { path: /./, when: 'before', times: 1 } as const
    served.faults.add({ ...conflict, respond: { status: 409, retryAfterSeconds: 0 } })
    expect((await api.read('/it')).status).toBe(200)
    served.faults.add({ ...conflict, respond: { status: 409, retryAfterSeconds: 60 } })
    const long = troubleOf(await api.read('/it'), words, { does: 'show it', remains: '' })
    expect(long).toMatchObject({ is: 'later', retryAfterMs: 60_000 })
    served.faults.add({ ...conflict, respond: { status: 409 } })
    expect(troubleOf(await api.read('/it'), words, { does: 'show it', remains: '' })).toMatchObject({ is: 'refused' })
  })

  it('is not read for ever: a reply in chunks ends at the limit, with its own words', async () => {
    let isCut = false
    const server = await listenOnLoopback((_, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(1_000_000, ' ')), 1)
      response.on('close', () => {
        clearInterval(timer)
        isCut = true
      })
    })
    const api = createApi({ ...options, baseUrl: `http://127.0.0.1:${server.port}` })
    const failure = api.write('PUT', '/it', {})
    await expect(failure).rejects.toMatchObject({ ...unreachable, message: expect.stringContaining('more than 4 MB') })
    await expect(failure).rejects.not.toThrow(/did not answer/)
    await expect.poll(() => isCut).toBe(true)
    await server.stop()
  })

  it('is sent nothing once the work has fallen to somebody else', async () => {
    const { api, served } = await open()
    const over = AbortSignal.abort()
    await expect(api.read('/it', over)).rejects.toMatchObject(unreachable)
    await expect(api.write('PUT', '/it', {}, over)).rejects.toMatchObject(unreachable)
    expect(served.requests).toEqual([])
  })

  it.each<[string, (api: Api, signal: AbortSignal) => Promise<unknown>]>([
    ['reading', (api, signal) => api.read('/it', signal)],
    ['writing', (api, signal) => api.write('PUT', '/it', {}, signal)],
  ])('that is %s then is cut, and not asked again', async (_, ask) => {
    const controller = new AbortController()
    const { api, served } = await open(async () => {
      controller.abort()
      await delay(1_000)
      return Response.json({})
    })
    await expect(ask(api, controller.signal)).rejects.toMatchObject(unreachable)
    expect(served.requests).toHaveLength(1)
  })

  it('that is waited for then is not asked again', async () => {
    const controller = new AbortController()
    const { api, served } = await open(async () => {
      controller.abort()
      return new Response(null, { status: 503, headers: { 'retry-after': '9' } })
    })
    await expect(api.read('/it', controller.signal)).rejects.toMatchObject(unreachable)
    expect(served.requests).toHaveLength(1)
  })
})
