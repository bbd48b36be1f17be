import { once } from 'node:events'
import { createServer } from 'node:net'
import process from 'node:process'

/** Below the range from which Linux, macOS and Windows take the ports of outgoing connections, which come and go. */
const [FIRST, COUNT] = [10_000, 22_000]
/**
 * A port is found free some time before a child takes it. So each process looks in another place, and offers none
 * twice: two sandboxes that start at the same moment stay out of each other's way.
 */
const STRIDE = 50
let offered = process.pid * STRIDE

/** `preferred` if it is free on loopback, any free port otherwise. */
export async function freePort(preferred = 0): Promise<number> {
  if (preferred !== 0 && (await isFree(preferred))) return preferred
  for (let attempt = 0; attempt < COUNT; attempt += 1) {
    offered += 1
    const port = FIRST + (offered % COUNT)
    if (await isFree(port)) return port
  }
  throw new Error('No port is free on 127.0.0.1.')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
    return true
  } catch {
    return false
  }
}
