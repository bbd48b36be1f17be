import { once } from 'node:events'
import type { Server } from 'restify'

/** Resolves to the port once connections are accepted; port 0 takes a free one. Without host: every interface. */
export async function listen(server: Server, port: number, host?: string): Promise<number> {
  const listening = once(server, 'listening')
  server.listen(port, host)
  await listening
  return server.address().port
}
