import { DAY_MS } from './credential.ts'
import type { PersonRef } from './person.ts'

/** A person's recorded decision that a credential may be renewed. One per credential; a later one replaces it. */
export interface Approval {
  readonly objectId: string
  readonly keyId: string
  readonly approvedBy: PersonRef
  readonly approvedAt: Date
  readonly reason: string
  /** When the rotation may start by itself. */
  readonly rotateAt: Date
}

/** A renewal starts within a quarter of an hour of its time; later than this, something keeps it from starting. */
const OVERDUE_MS = 2 * DAY_MS

/** Whether an approved renewal answers the alerts about its credential. It does not once it is overdue. */
export function isOnTime({ rotateAt }: Approval, now: Date): boolean {
  return now.getTime() - rotateAt.getTime() < OVERDUE_MS
}

/** A person's wish to hear no more about a credential until a day; a declined renewal is one until its end. */
export interface Snooze {
  readonly objectId: string
  readonly keyId: string
  readonly snoozedBy: PersonRef
  readonly snoozedAt: Date
  readonly untilAt: Date
  /** It ends when the next alert is due, sooner than was asked. */
  readonly isCut: boolean
  /** The renewal was declined: the credential is let lapse. */
  readonly isDeclined: boolean
  readonly reason: string | null
}
