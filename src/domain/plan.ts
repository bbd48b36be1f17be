import type { Approval } from './approval.ts'
import type { Finding, Recipient } from './finding.ts'
import type { HolderRef } from './holder.ts'
import type { SkipReason } from './skip-reason.ts'

/** What one pass will do. */
export interface Plan {
  readonly notifications: readonly PlannedNotification[]
  /** Approved renewals whose time has come. */
  readonly renewals: readonly Approval[]
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>
}

/** One card: one person, one application, every credential of it that needs attention. */
export interface PlannedNotification {
  readonly holder: HolderRef
  readonly recipient: Recipient
  /** The person has had no card about this application yet. */
  readonly isFirst: boolean
  /** Most urgent first. At least one has reached a stage that this person was not told yet. */
  readonly findings: readonly [Finding, ...Finding[]]
}
