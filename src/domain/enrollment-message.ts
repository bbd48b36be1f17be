import type { ApprovalRule, Enrollment, RotateBefore } from './enrollment.ts'
import type { HolderRef } from './holder.ts'
import type { CredentialLine } from './message.ts'

/** The settings of unattended rotation for one application, and how it stands. */
export interface EnrollmentMessage {
  readonly is: 'enrollment'
  readonly holder: HolderRef
  /** Null: it is not enrolled. */
  readonly enrollment: Enrollment | null
  readonly status: EnrollmentStatus | null
  /** What stands in the form at first. */
  readonly form: EnrollmentForm
  /** Secrets that may be enrolled, most urgent first; one is chosen. */
  readonly lines: readonly CredentialLine[]
  readonly destinationCount: number
  readonly news: string | null
  readonly problem: string | null
  readonly dryRun: boolean
}

export interface EnrollmentStatus {
  readonly lastRotatedAt: Date | null
  readonly endAt: Date | null
  readonly nextRotationAt: Date | null
  /** What keeps it from starting although it is due. */
  readonly waitsFor: string | null
}

/** As typed; shown again where something was wrong. */
export interface EnrollmentForm {
  readonly keyId: string
  readonly lifetime: string
  readonly before: string
  readonly approval: string
  readonly quiet: string
  readonly zone: string
  readonly freezes: string
}

export function beforeText(rotateBefore: RotateBefore): string {
  return 'hours' in rotateBefore ? `${rotateBefore.hours} hours` : `${rotateBefore.percent} %`
}

export const approvalWords: Readonly<Record<ApprovalRule, string>> = {
  each: 'each time',
  yearly: 'once a year',
  never: 'never',
}
