import type { PersonRef } from './person.ts'

/** Why a second person has to agree before a rotation starts. */
export const secondReasons = ['high-privilege', 'unknown-privilege', 'orphaned', 'each-time'] as const
export type SecondReason = (typeof secondReasons)[number]

/** A rotation that somebody wants and another person has to approve. */
export interface RotationRequest {
  /** Null: it is due by its own schedule. */
  readonly requestedBy: PersonRef | null
  readonly requestedAt: Date
  readonly because: readonly SecondReason[]
  readonly expiresAt: Date
  /** People who were asked; any one of them decides for all. */
  readonly approvers: readonly PersonRef[]
  /** When they were asked again, and the next in line as well. */
  readonly remindedAt: Date | null
}

/** Once between the request and its end. */
export function isReminderDue({ requestedAt, expiresAt, remindedAt }: RotationRequest, now: Date): boolean {
  return remindedAt === null && now.getTime() >= (requestedAt.getTime() + expiresAt.getTime()) / 2
}
