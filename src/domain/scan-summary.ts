import type { SkipReason } from './skip-reason.ts'

/** What one pass saw and did. `notifications` were sent now; `skipped` counts findings left alone, by reason. */
export interface ScanSummary {
  /** Nothing in Entra, a vault or a destination was to be changed, and cards said so. */
  readonly dryRun: boolean
  readonly applications: number
  readonly servicePrincipals: number
  readonly credentials: number
  readonly findings: number
  readonly orphaned: number
  readonly notifications: number
  readonly rotationsStarted: number
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>
  readonly failures: number
  /** One sentence for each failure: what failed, for what, what to do. The pass went on with the rest. */
  readonly problems: readonly string[]
  readonly graphRequests: number
  readonly tableTransactions: number
  readonly durationMs: number
}
