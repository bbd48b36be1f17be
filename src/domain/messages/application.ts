import type { RecipientReason } from '../finding.ts'
import type { HolderRef } from '../holder.ts'
import type { PersonRef } from '../person.ts'
import type { CredentialLine } from './credential-line.ts'
import type { Verb } from './verbs.ts'

/** One application and its credentials: the alert, and everything it turns into as the matter is settled. */
export interface ApplicationMessage {
  readonly is: 'application'
  readonly holder: HolderRef
  /** Null on a card that the reader asked for. */
  readonly because: RecipientReason | null
  readonly owners: readonly PersonRef[]
  readonly orphaned: boolean
  readonly lines: readonly CredentialLine[]
  /** Buttons this reader may use. */
  readonly may: readonly Verb[]
  /** Nothing is changed anywhere while this is set, and the card says so. */
  readonly dryRun: boolean
  /** One sentence about what just happened, for the person who clicked. */
  readonly news: string | null
}
