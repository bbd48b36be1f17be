import type { Stage } from '../alert.ts'
import type { Credential } from '../credential.ts'
import type { HolderRef } from '../holder.ts'
import type { RotationState } from '../rotation.ts'

export interface ApplicationListMessage {
  readonly is: 'list'
  readonly title: string
  readonly text: string
  readonly rows: readonly ApplicationRow[]
  /** Rows that did not fit. */
  readonly moreCount: number
  /** What to show instead of rows when there are none. */
  readonly emptyText: string
}

export interface ApplicationRow {
  readonly holder: HolderRef
  /** Null: the application has none. */
  readonly credential: Pick<Credential, 'keyId' | 'kind' | 'displayName' | 'endAt'> | null
  readonly stage: Stage | null
  readonly daysLeft: number | null
  readonly orphaned: boolean
  readonly superseded: boolean
  /** Nobody is alerted: an administrator said so for a time, or Microsoft renews the credential by itself. */
  readonly excluded: boolean
  /** Of the open rotation that replaces the credential. */
  readonly rotation: RotationState | null
  readonly ownerNames: readonly string[]
}
