const WAIT_UP_TO_MS = [1_000, 4_000, 16_000, 32_000]
const MAX_TOTAL_WAIT_MS = 5 * 60_000

/** How long to wait before each further try of one request; undefined: give up. */
export interface RetryWaits {
  next(askedMs: number | undefined): number | undefined
}

/**
 * Waits for as long as Graph asks, however often, within five minutes in all. Where it does not say, five tries with
 * full jitter, so that clients which failed together do not come back together.
 */
export function retryWaits(): RetryWaits {
  let unasked = 0
  let totalMs = 0
  return {
    next(askedMs) {
      const waitMs = askedMs || jitter(WAIT_UP_TO_MS[unasked++])
      if (waitMs === undefined || totalMs + waitMs > MAX_TOTAL_WAIT_MS) return undefined
      totalMs += waitMs
      return waitMs
    },
  }
}

function jitter(upToMs: number | undefined): number | undefined {
  return upToMs === undefined ? undefined : Math.ceil(Math.random() * upToMs)
}

/** Replies that a later try of the same read may well turn into a success. */
export function isTransient(status: number): boolean {
  return status === 429 || (status >= 500 && status <= 504 && status !== 501)
}
