import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the range from which Linux, macOS and Windows take the ports of outgoing connections, which come and go. */
const [FIRST, BEHIND_LAST] = [10_000, 32_768]
const ATTEMPTS = 20

/** `preferred` if it is free on loopback, any free port otherwise. */
export async function freePort(preferred = 0): Promise<number> {
  const candidates = Array.from({ length: ATTEMPTS }, () => randomInt(FIRST, BEHIND_LAST))
  if (preferred !== 0) candidates.unshift(preferred)
  for (const port of candidates) if (await isFree(port)) return port
  throw new Error(`No free port on 127.0.0.1 among ${candidates.join(', ')}.`)
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
