import type { RecipientReason } from '../finding.ts'
import type { HolderRef } from '../holder.ts'
import type { CredentialLine } from './credential-line.ts'

/** Everything that fell due for one person at once, too much for a card each. */
export interface AlertListMessage {
  readonly is: 'alertList'
  readonly rows: readonly AlertRow[]
  readonly dryRun: boolean
}

export interface AlertRow {
  readonly holder: HolderRef
  readonly because: RecipientReason
  /** Most urgent first; at least one. */
  readonly lines: readonly CredentialLine[]
  /** A newer card or list tells more about it. */
  readonly isTakenOver: boolean
}
