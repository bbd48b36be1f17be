import { once } from 'node:events'
import type { Server } from 'restify'
import { KeyturnError } from '../domain/errors.ts'

/**
 * Resolves to the port once connections are accepted; port 0 takes a free one. Without host: every interface. Throws
 * `port-refused`.
 */
export async function listen(server: Server, port: number, host?: string): Promise<number> {
  const listening = once(server, 'listening')
  server.listen(port, host)
  await listening.catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'EADDRINUSE' ? 'another process has it' : 'the system does not allow it'
    const remedy = 'Nothing was started. Set PORT to another one, or stop what has it.'
    throw new KeyturnError('port-refused', `Keyturn cannot listen on port ${port}: ${why}. ${remedy}`, { cause })
  })
  return server.address().port
}
