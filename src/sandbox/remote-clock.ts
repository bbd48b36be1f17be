import { z } from 'zod/v4'
import type { Clock } from '../ports.ts'

const pollMs = 250
const clockReply = z.object({ offsetMs: z.number() })

/**
 * The sandbox's clock, seen from another process through the control API. Resolves once the offset is known; later
 * failures keep the last one. The polling keeps no process alive.
 */
export async function connectClock(controlUrl: string): Promise<Clock & { close(): void }> {
  const url = new URL('/api/clock', controlUrl)
  let offsetMs = await readOffset(url)
  let polling = false
  const timer = setInterval(async () => {
    if (polling) return
    polling = true
    offsetMs = await readOffset(url).catch(() => offsetMs)
    polling = false
  }, pollMs)
  timer.unref()
  return { now: () => new Date(Date.now() + offsetMs), close: () => clearInterval(timer) }
}

async function readOffset(url: URL): Promise<number> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) })
  return clockReply.parse(await response.json()).offsetMs
}
