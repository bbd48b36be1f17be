import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** `preferred` if it is free on loopback, any free port otherwise. */
export async function freePort(preferred = 0): Promise<number> {
  const server = createServer()
  try {
    server.listen(preferred, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    return port
  } catch (error) {
    if (preferred === 0) throw error
    return freePort()
  }
}
