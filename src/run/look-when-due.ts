import type { AppContext } from '../ports.ts'

/** What another process left when it died is taken up this late, where nothing else makes this one look before. */
const IDLE_MS = 5 * 60_000

/**
 * Looks at what is stored at most once in `periodMs`, and not without a reason: this process has written records since,
 * something falls due by what the last look has found, or five minutes are over. A look costs a request for each of the
 * 16 partitions, whether or not there is anything. `look` says when the first of what it has found is due; null: nothing.
 */
export function lookWhenDue(
  ctx: Pick<AppContext, 'clock' | 'meter'>,
  periodMs: number,
  look: () => Promise<Date | null>,
): () => Promise<void> {
  let notBefore = Number.NEGATIVE_INFINITY
  let dueAt = Number.NEGATIVE_INFINITY
  let writesSeen = 0
  return async () => {
    const now = ctx.clock.now().getTime()
    const hasWritten = ctx.meter.recordWrites() !== writesSeen
    if (now < notBefore || (now < dueAt && !hasWritten)) return
    // Counted before: what is written while it looks may have been missed.
    const writesBefore = ctx.meter.recordWrites()
    const firstDueAt = await look()
    const lookedAt = ctx.clock.now().getTime()
    writesSeen = writesBefore
    notBefore = lookedAt + periodMs
    dueAt = Math.min(firstDueAt?.getTime() ?? Number.POSITIVE_INFINITY, lookedAt + IDLE_MS)
  }
}
