import { setTimeout as delay } from 'node:timers/promises'
import type { Child } from './child.ts'

/** Resolves once `url` answers anything at all; throws, with what the process printed, if it ends or takes too long. */
export async function waitUntilUp(child: Child, url: string, patienceMs = 30_000): Promise<void> {
  const deadline = Date.now() + patienceMs
  let ended = false
  child.exited.then(() => {
    ended = true
  })
  while (!(await answers(url))) {
    if (ended) throw failure(child, 'ended before it answered')
    if (Date.now() > deadline) throw failure(child, `did not answer at ${url} within ${patienceMs / 1000} s`)
    await delay(50)
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) })
    await response.body?.cancel()
    return true
  } catch {
    return false
  }
}

function failure(child: Child, what: string): Error {
  return new Error([`${child.name} ${what}. Its last output:`, ...child.lastLines()].join('\n'))
}
