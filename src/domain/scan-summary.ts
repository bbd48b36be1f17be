import type { SkipReason } from './skip-reason.ts'

/** What one pass saw and did. `notifications` were sent now; `skipped` counts findings left alone, by reason. */
export interface ScanSummary {
  readonly applications: number
  readonly servicePrincipals: number
  readonly credentials: number
  readonly findings: number
  readonly orphaned: number
  readonly notifications: number
  readonly rotationsStarted: number
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>
  /** One sentence each: what failed, for what. The pass went on with the rest. */
  readonly failures: readonly string[]
  readonly graphRequests: number
  readonly tableTransactions: number
  readonly durationMs: number
}
