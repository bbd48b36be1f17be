import { randomUUID } from 'node:crypto'
import type { ScanSummary } from '../domain/scan-summary.ts'
import type { AppContext, PassRecord } from '../ports.ts'

type Powers = Pick<AppContext, 'passes' | 'meter' | 'clock'>

export interface RunningPass {
  readonly record: PassRecord
  readonly graphRequests: number
  readonly tableTransactions: number
}

/** Notes that a pass has begun: one that never ends is repeated when the service starts again. */
export async function beginPass(ctx: Powers): Promise<RunningPass> {
  const graphRequests = ctx.meter.graphRequests()
  const tableTransactions = ctx.meter.tableTransactions()
  const record: PassRecord = { passId: randomUUID(), startedAt: ctx.clock.now(), endedAt: null, summary: null }
  await ctx.passes.begin(record)
  return { record, graphRequests, tableTransactions }
}

/** Notes what the pass saw and did; the costs are those of this pass alone. */
export async function endPass(
  ctx: Powers,
  pass: RunningPass,
  seen: Omit<ScanSummary, 'graphRequests' | 'tableTransactions' | 'durationMs'>,
): Promise<ScanSummary> {
  const endedAt = ctx.clock.now()
  const summary: ScanSummary = {
    ...seen,
    graphRequests: ctx.meter.graphRequests() - pass.graphRequests,
    tableTransactions: ctx.meter.tableTransactions() - pass.tableTransactions,
    durationMs: endedAt.getTime() - pass.record.startedAt.getTime(),
  }
  await ctx.passes.end({ ...pass.record, endedAt, summary })
  return summary
}
