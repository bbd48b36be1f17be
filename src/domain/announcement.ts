import type { HolderRef } from './holder.ts'
import type { PersonRef } from './person.ts'

/** What the administrators' channel, or whoever else is an administrator, has yet to hear. */
export interface Announcement {
  /** Of the decision that it is about. */
  readonly announcementId: string
  readonly holder: HolderRef
  readonly title: string
  readonly text: string
  /** Whose decision it was; they need not be told. */
  readonly by: PersonRef | null
  readonly at: Date
}
