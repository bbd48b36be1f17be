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

/** A person's wish to hear no more about a credential until a day. */
export interface Snooze {
  readonly objectId: string
  readonly keyId: string
  readonly snoozedBy: PersonRef
  readonly snoozedAt: Date
  readonly untilAt: Date
}
