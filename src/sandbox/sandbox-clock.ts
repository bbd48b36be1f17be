import type { Clock } from '../ports.ts'

/** Real time plus an offset that only grows: the simulated cloud's time. */
export interface SandboxClock extends Clock {
  readonly offsetMs: number
  advance(spanMs: number): void
}

/** `now` sets where it starts; from there it runs with real time. */
export function createSandboxClock(now?: Date): SandboxClock {
  let offsetMs = now === undefined ? 0 : now.getTime() - Date.now()
  return {
    get offsetMs() {
      return offsetMs
    },
    now: () => new Date(Date.now() + offsetMs),
    advance(spanMs) {
      if (!(spanMs >= 0)) throw new RangeError(`The sandbox's clock moves forward only, not by ${spanMs} ms`)
      offsetMs += spanMs
    },
  }
}
