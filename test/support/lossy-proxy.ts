import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface LossyProxy {
  /** The same account, reached through the proxy. */
  readonly connectionString: string
  /** The next write takes effect, and its reply never arrives. */
  loseNextReply(): void
  lost(): number
  stop(): Promise<void>
}

/** Stands between the tables' client and Azurite. */
export async function startLossyProxy(connectionString: string): Promise<LossyProxy> {
  const endpoint = new URL(/TableEndpoint=([^;]+)/.exec(connectionString)?.[1] ?? '')
  let isArmed = false
  let lost = 0
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming
    const forwarded = request({ host: endpoint.hostname, port: endpoint.port, method, path, headers }, (reply) => {
      if (isArmed && method === 'POST') {
        isArmed = false
        lost += 1
        reply.resume().once('end', () => outgoing.destroy())
        return
      }
      outgoing.writeHead(reply.statusCode ?? 500, reply.headers)
      reply.pipe(outgoing)
    })
    incoming.pipe(forwarded)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    connectionString: connectionString.replace(endpoint.host, `127.0.0.1:${port}`),
    loseNextReply() {
      isArmed = true
    },
    lost: () => lost,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
