import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, getCACertificates, type Server, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type PinnedPost, type PostReply, postPinned } from '../../../src/rotate/destinations/post-pinned.ts'
import { openCertificateAuthority } from '../../../src/sandbox/certificate-authority.ts'

let folder: string
let server: Server
let port: number
const sockets = new Set<Socket>()
/** What the server does once a request has arrived. */
let respond: (socket: Socket) => void

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-post-'))
  const authority = await openCertificateAuthority(folder)
  setDefaultCACertificates([...getCACertificates('default'), authority.certificatePem])
  server = createServer(await authority.issueLoopbackCertificate(), (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => respond(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  sockets.clear()
})
afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

describe('a message', () => {
  it('that is answered with another protocol has that as its answer', async () => {
    respond = (socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n')
    expect(await post()).toMatchObject({ status: 101, body: undefined })
  })

  it('whose connection is closed without an answer has failed', async () => {
    respond = (socket) => socket.end()
    expect(await post()).toMatchObject({ failure: expect.any(String) })
  })

  it.each([
    ['nothing', ''],
    ['half a head', 'HTTP/1.1 200 OK\r\ncontent-'],
    ['interim answers alone', 'HTTP/1.1 102 Processing\r\n\r\n'],
  ])('that is answered by %s ends in time', async (_, text) => {
    respond = (socket) => socket.write(text)
    expect(await post({ timeoutMs: 200 })).toEqual({ failure: 'no answer in 0.2 seconds' })
  })

  it('whose answer never ends counts by its status', async () => {
    respond = (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{')
    expect(await post({ timeoutMs: 200 })).toMatchObject({ status: 200, body: undefined })
  })

  it('is cut when its sender gives up, and not sent after that', async () => {
    const controller = new AbortController()
    let arrived = 0
    respond = () => {
      arrived += 1
      controller.abort()
    }
    expect(await post({ signal: controller.signal })).toHaveProperty('failure')
    expect(await post({ signal: controller.signal })).toHaveProperty('failure')
    expect(arrived).toBe(1)
  })
})

function post(changes: Partial<PinnedPost> = {}): Promise<PostReply> {
  return postPinned({
    url: new URL(`https://localhost:${port}/in`),
    addresses: [{ address: '127.0.0.1', family: 4 }],
    headers: {},
    body: '{}',
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    ...changes,
  })
}
