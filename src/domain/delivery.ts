import type { PersonRef } from './person.ts'
import type { PlannedNotification } from './plan.ts'

/** Applications that one list shows, each with a button. A list of more would tell what nobody sees. */
export const MAX_LISTED = 15

/**
 * One message that a pass has decided on: to one person, about one application or, when there are many, about all of
 * them in one list. Stored before it is tried, gone once it was delivered or nobody needs it any more.
 */
export interface Delivery {
  /** Unique among what waits for the same person. */
  readonly deliveryId: string
  readonly person: PersonRef
  /** One: the application's card. More: a list. */
  readonly cards: readonly [PlannedNotification, ...PlannedNotification[]]
  readonly tries: number
  readonly notBeforeAt: Date
}
