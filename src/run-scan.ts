import type { Finding } from './domain/finding.ts'
import type { Plan } from './domain/plan.ts'
import type { ScanSummary } from './domain/scan-summary.ts'
import { everySoOften } from './every-so-often.ts'
import { planPass } from './plan/plan-pass.ts'
import type { AppContext, Lease } from './ports.ts'
import { beginPass, endPass } from './record/record-pass.ts'
import { reapLeftovers } from './rotate/reap-leftovers.ts'
import { askAboutOld } from './run/delivery/ask-about-old.ts'
import type { DeliveryCounts } from './run/delivery/deliver-all.ts'
import { refreshCards } from './run/delivery/refresh-cards.ts'
import { runDigests } from './run/delivery/run-digests.ts'
import { deliverPlanned } from './run/delivery/run-outbox.ts'
import { settleCards } from './run/delivery/settle-cards.ts'
import { settleDeleted } from './run/delivery/settle-deleted.ts'
import { startRenewals } from './run/rotations/run-renewals.ts'
import { gatherSituation } from './scan/gather-situation.ts'
import { type ScanProgress, type ScanResult, scanTenant } from './scan/scan-tenant.ts'

export interface ScanOptions {
  /** In place of the log. */
  readonly onProgress?: (progress: ScanProgress) => void
  /** Called once no other process can be at it any more. */
  readonly onBegun?: () => void
  /** Asked at the same moment; false ends the pass before it begins. */
  readonly isStillDue?: () => Promise<boolean>
}

/**
 * One pass over the tenant. Safe to repeat: every step reads what earlier passes recorded, so a crash repeats at most
 * one message. Decisions arrive between passes, through `decide/`. Undefined: another process is at it, or it is no longer due.
 */
export async function runScan(ctx: AppContext, options: ScanOptions = {}): Promise<ScanSummary | undefined> {
  const lease = await ctx.leases.acquire('pass')
  if (lease === undefined) return undefined
  try {
    if (options.isStillDue !== undefined && !(await options.isStillDue())) return undefined
    options.onBegun?.()
    return await passUnder(ctx, lease, options.onProgress ?? logged(ctx))
  } finally {
    await lease.release()
  }
}

async function passUnder(
  ctx: AppContext,
  lease: Lease,
  onProgress: (progress: ScanProgress) => void,
): Promise<ScanSummary> {
  const before = await ctx.passes.lastEnded()
  const lastPassAt = (await ctx.passes.last())?.startedAt ?? ctx.clock.now()
  const pass = await beginPass(ctx)
  const scan = await scanTenant(ctx, { at: pass.record.startedAt, lastAt: lastPassAt }, onProgress)
  const problems = [...scan.problems]
  const situation = await gatherSituation(ctx, scan.found, problems)
  const plan = planPass(scan.found, situation)

  problems.push(...(await settleDeleted(ctx, scan.deleted)))
  if (scan.isComplete) problems.push(...(await settleCards(ctx, scan.found, situation)))
  if (before?.summary != null && before.summary.dryRun !== ctx.policy.dryRun)
    problems.push(...(await refreshCards(ctx)))
  const notified = await deliverPlanned(ctx, plan.notifications, situation, lease)
  problems.push(...(ctx.mailer?.drainProblems() ?? []))
  problems.push(...(await askAboutOld(ctx, scan.found, situation, lease)))
  if (!ctx.policy.dryRun) problems.push(...(await reapLeftovers(ctx, scan.marked)))
  const renewals = await startRenewals(ctx, plan.renewals)
  const digestProblems = await runDigests(ctx)

  const summary = await endPass(ctx, pass, {
    dryRun: ctx.policy.dryRun,
    ...counted(scan, plan, notified),
    rotationsStarted: renewals.started,
    ...failures([...problems, ...notified.problems, ...renewals.problems, ...digestProblems]),
  })
  ctx.log.info(summary, 'Pass ended')
  return summary
}

function counted(scan: ScanResult, plan: Plan, notified: DeliveryCounts) {
  const skipped = notified.undelivered === 0 ? plan.skipped : { ...plan.skipped, undeliverable: notified.undelivered }
  return {
    applications: scan.applications,
    servicePrincipals: scan.servicePrincipals,
    credentials: scan.credentials,
    findings: scan.findings,
    orphaned: orphanedApplications(scan.found),
    notifications: notified.sent,
    skipped,
  }
}

/** An application and its service principals share a client id and count once. */
function orphanedApplications(findings: readonly Finding[]): number {
  return new Set(findings.filter(({ orphaned }) => orphaned).map(({ holder }) => holder.clientId)).size
}

const LOG_PROGRESS_EVERY_MS = 10_000

function logged(ctx: Pick<AppContext, 'log'>): (progress: ScanProgress) => void {
  return everySoOften(LOG_PROGRESS_EVERY_MS, (progress) => ctx.log.info(progress, 'Pass goes on'))
}

const MAX_PROBLEMS = 50

function failures(problems: readonly string[]): Pick<ScanSummary, 'failures' | 'problems'> {
  return { failures: problems.length, problems: problems.slice(0, MAX_PROBLEMS) }
}
