import type { OwnerGap } from '../owner-gap.ts'
import type { Verb } from './verbs.ts'

/** Applications with too few reachable owners. */
export interface OrphanListMessage {
  readonly is: 'orphans'
  readonly title: string
  readonly text: string
  readonly minimumOwners: number
  readonly rows: readonly OrphanRow[]
  /** Rows that did not fit. */
  readonly moreCount: number
  /** What to show instead of rows when there are none. */
  readonly emptyText: string
}

export interface OrphanRow extends OwnerGap {
  /** Buttons of the row. */
  readonly may: readonly Verb[]
}
