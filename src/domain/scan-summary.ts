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

/** Graph did not answer, or the permissions are not granted yet. */
const REPEAT_AFTER_MS = 30 * 60_000

/** When a pass is repeated because it could read nothing; null: it has read something. */
export function repeatedAt(endedAt: Date, { applications, servicePrincipals, failures }: ScanSummary): Date | null {
  const hasReadNothing = applications + servicePrincipals === 0 && failures > 0
  return hasReadNothing ? new Date(endedAt.getTime() + REPEAT_AFTER_MS) : null
}
