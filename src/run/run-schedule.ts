import { messageOf } from '../domain/errors.ts'
import type { AppContext } from '../ports.ts'
import { runScan } from '../run-scan.ts'
import { runNotices } from './delivery/run-notices.ts'
import { runOutbox } from './delivery/run-outbox.ts'
import { lookWhenDue } from './look-when-due.ts'
import { nextPassAt } from './next-pass.ts'
import { runOpenNominations } from './ownership/run-nominations.ts'
import { runOpenRequests } from './requests/run-requests.ts'
import { runEnrollments } from './rotations/run-enrollments.ts'
import { startDueRenewals } from './rotations/run-renewals.ts'
import { runOpenRotations } from './rotations/run-rotations.ts'

const TICK_MS = 1_000
const ROTATIONS_EVERY_MS = 30_000
const RENEWALS_EVERY_MS = 15 * 60_000
const OUTBOX_EVERY_MS = 60_000
const REQUESTS_EVERY_MS = 60_000
const NOTICES_EVERY_MS = 30_000
const NOMINATIONS_EVERY_MS = 5 * 60_000
const PAUSE_AFTER_FAILURE_MS = 30_000
/** A pass that another process runs is looked at so often: it may have died, and its lease lives half a minute. */
const TAKE_OVER_EVERY_MS = 10_000

/** Starts passes when they are due and goes on with open rotations, until stopped. */
export interface Running {
  /** Waits for the step under way. */
  stop(): Promise<void>
}

/**
 * Looks at the clock every second instead of setting long timers: a timer forgets over a restart, overflows after
 * 24 days, and knows nothing of a clock that is moved. What is due follows from what is stored.
 */
export function runSchedule(ctx: AppContext): Running {
  const passes = duePasses(ctx)
  const looks = (periodMs: number, look: () => Promise<Date | null>) => guarded(ctx, lookWhenDue(ctx, periodMs, look))
  const rotations = looks(ROTATIONS_EVERY_MS, () => runOpenRotations(ctx))
  const renewals = everyMs(ctx, RENEWALS_EVERY_MS, async () => {
    await startDueRenewals(ctx)
    await runEnrollments(ctx)
  })
  const outbox = looks(OUTBOX_EVERY_MS, () => runOutbox(ctx))
  const nominations = everyMs(ctx, NOMINATIONS_EVERY_MS, () => runOpenNominations(ctx))
  const notices = looks(NOTICES_EVERY_MS, () => runNotices(ctx))
  const requests = looks(REQUESTS_EVERY_MS, () => runOpenRequests(ctx))
  const busy = new Map<() => Promise<void>, Promise<void>>()
  const timer = setInterval(() => {
    for (const work of [passes, rotations, renewals, outbox, nominations, notices, requests]) {
      if (!busy.has(work))
        busy.set(
          work,
          work().finally(() => busy.delete(work)),
        )
    }
  }, TICK_MS)

  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(busy.values())
    },
  }
}

function duePasses(ctx: AppContext): () => Promise<void> {
  const startedAt = ctx.clock.now()
  let dueAt: Date | null | undefined
  let notBefore = 0
  return guarded(ctx, async () => {
    if (ctx.clock.now().getTime() < notBefore) return
    dueAt ??= await nextPassAt(ctx, startedAt)
    if (dueAt === null || ctx.clock.now() < dueAt) return
    dueAt = undefined
    // Another replica may have run it while this one waited for the lease.
    const summary = await runScan(ctx, { isStillDue: async () => isDue(ctx, await nextPassAt(ctx, startedAt)) })
    if (summary === undefined) notBefore = ctx.clock.now().getTime() + TAKE_OVER_EVERY_MS
  })
}

function isDue(ctx: Pick<AppContext, 'clock'>, at: Date | null): boolean {
  return at !== null && ctx.clock.now() >= at
}

function everyMs(ctx: AppContext, periodMs: number, run: () => Promise<void>): () => Promise<void> {
  let dueAt = ctx.clock.now().getTime()
  return guarded(ctx, async () => {
    if (ctx.clock.now().getTime() < dueAt) return
    await run()
    dueAt = ctx.clock.now().getTime() + periodMs
  })
}

/** A failure is logged and followed by a pause, so that an outage does not become a storm of requests. */
function guarded(ctx: Pick<AppContext, 'clock' | 'log'>, run: () => Promise<void>): () => Promise<void> {
  let pausedUntil = 0
  return async () => {
    if (ctx.clock.now().getTime() < pausedUntil) return
    try {
      await run()
    } catch (error) {
      pausedUntil = ctx.clock.now().getTime() + PAUSE_AFTER_FAILURE_MS
      ctx.log.error({ error: messageOf(error) }, 'Scheduled work failed; it is tried again')
    }
  }
}
