import type { DestinationTarget } from './destination.ts'
import type { PersonRef } from './person.ts'

/** What a reviewer needs to know before a credential lives on. Null: it could not be read. */
export interface AccessReview {
  /** Application permissions, e.g. `Mail.Send`. */
  readonly permissions: readonly string[] | null
  readonly highPrivilege: readonly string[]
  /** Of this credential; null where there is no report or no entry. */
  readonly lastSignInAt: Date | null
  readonly createdAt: Date | null
  /** By Keyturn's records. */
  readonly lastRotation: { readonly by: PersonRef; readonly at: Date } | null
  readonly destinations: readonly DestinationTarget[]
  /** Who wants it, and why, where somebody else is asked. */
  readonly request: { readonly by: PersonRef | null; readonly reason: string; readonly until: Date } | null
}
