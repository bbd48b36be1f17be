import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface LoopbackServer {
  readonly port: number
  /** Lets requests under way end for a second, then closes every connection. */
  stop(): Promise<void>
}

/** Listens on 127.0.0.1 alone; with `tls`, over HTTPS. Port 0 takes a free one. */
export async function listenOnLoopback(
  listener: RequestListener,
  options: { port?: number; tls?: { key: string; cert: string } } = {},
): Promise<LoopbackServer> {
  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener)
  server.keepAliveTimeout = 60_000
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')

  async function stop(): Promise<void> {
    const closed = once(server, 'close')
    server.close()
    server.closeIdleConnections()
    const impatience = setTimeout(() => server.closeAllConnections(), 1000)
    await closed
    clearTimeout(impatience)
  }

  return { port: (server.address() as AddressInfo).port, stop }
}
