import type { ApprovalRule, Enrollment, RotateBefore } from '../enrollment.ts'
import type { HolderRef } from '../holder.ts'
import type { Hindrance } from '../schedule.ts'
import type { CredentialLine } from './credential-line.ts'

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
  /** When it may start, after the quiet time of then. */
  readonly nextRotationAt: Date | null
  readonly hindrance: Hindrance | null
  /** Of people: it is there, has to be asked for, or nobody could give it. */
  readonly consent: 'given' | 'wanted' | 'nobody'
}

/** As typed; shown again where something was wrong. */
export interface EnrollmentForm {
  readonly keyId: string
  readonly lifetime: string
  readonly before: string
  readonly soak: string
  readonly approval: string
  readonly quiet: string
  readonly zone: string
  readonly freezes: string
}

export function beforeText(rotateBefore: RotateBefore): string {
  if ('percent' in rotateBefore) return `${rotateBefore.percent} %`
  const { hours } = rotateBefore
  return hours >= 48 && hours % 24 === 0 ? `${hours / 24} days` : `${hours} hours`
}

export const approvalWords: Readonly<Record<ApprovalRule, string>> = {
  each: 'a person approves each time',
  yearly: 'a person approves once a year',
  never: 'nobody has to approve',
}
