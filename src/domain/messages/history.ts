import type { AuditEvent } from '../audit-event.ts'
import type { HolderRef } from '../holder.ts'
import type { OwnerThen } from '../ownership.ts'
import type { PersonRef } from '../person.ts'

/** What happened to one application and who owned it, newest first. */
export interface HistoryMessage {
  readonly is: 'history'
  readonly holder: HolderRef
  readonly rows: readonly HistoryRow[]
  readonly moreCount: number
  /** Nothing is known about owners before. */
  readonly knownFromAt: Date
}

export type HistoryRow =
  | ({ readonly is: 'event' } & Pick<AuditEvent, 'at' | 'action' | 'actor' | 'detail'>)
  | {
      /** `ownerFound`: by the first pass that looked, so since when is not known. */
      readonly is: 'ownerFound' | 'ownerCame' | 'ownerLeft'
      readonly at: Date
      readonly person: PersonRef
      /** Theirs at that time. */
      readonly manager: PersonRef | null
    }

/** Who owned one application on one day. */
export interface OwnersOnDayMessage {
  readonly is: 'ownersOnDay'
  readonly holder: HolderRef
  /** Noon in UTC, which is the same day nearly everywhere. */
  readonly day: Date
  readonly owners: readonly OwnerThen[]
  /** Nothing is known about owners before. */
  readonly knownFromAt: Date
}
