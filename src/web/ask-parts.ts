import { setTimeout as after } from 'node:timers/promises'
import type { Readiness } from './health-routes.ts'

/** Those who ask `/readyz` give up after a few seconds, and a storage that hangs is waited for much longer. */
const ANSWER_WITHIN_MS = 3_000

const silent = 'does not answer'

/** Asks every part at once. What does not answer in time is named; why is for the log of the part itself. */
export async function askParts(
  parts: Readonly<Record<string, () => Promise<void>>>,
  withinMs = ANSWER_WITHIN_MS,
): Promise<Readiness> {
  const states = Object.entries(parts).map(async ([part, ask]) => {
    const answer = ask().then(
      () => 'ok',
      () => silent,
    )
    return [part, await Promise.race([answer, after(withinMs, silent, { ref: false })])] as const
  })
  return Object.fromEntries(await Promise.all(states))
}
