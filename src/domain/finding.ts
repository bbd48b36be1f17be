import type { Stage } from './alert.ts'
import type { Credential } from './credential.ts'
import type { HolderRef } from './holder.ts'
import type { Owner, PersonRef } from './person.ts'

/** A credential that needs attention, observed by a scan. */
export interface Finding {
  readonly holder: HolderRef
  readonly credential: Credential
  readonly stage: Stage
  readonly daysLeft: number
  /** The credential that replaces this one, on evidence; such a finding is listed but nobody is alerted. */
  readonly supersededBy: string | null
  /** Microsoft renews it by itself. */
  readonly isSelfManaged?: boolean
  readonly orphaned: boolean
  /** As listed by Entra at scan time; for a service principal, its application's owners too. */
  readonly owners: readonly Owner[]
  /** People who were owners by our records and no longer are, most recent first. */
  readonly formerOwners: readonly FormerOwner[]
}

export interface FormerOwner extends PersonRef {
  /** When the scans last saw this person listed. */
  readonly untilAt: Date
}

/** Why a person is told; shown on the card in a sentence, for as long as the card stands. */
export type RecipientReason =
  | { readonly is: 'owner' }
  | ({ readonly is: 'previousOwner'; readonly untilAt: Date } & Escalation)
  /** `of` was an owner, or still is one whom a message could be meant for. */
  | ({ readonly is: 'manager'; readonly of: PersonRef; readonly stillOwns?: true | undefined } & Escalation)
  /** One more step up: `of` manages somebody who is or was an owner. */
  | ({ readonly is: 'nextManager'; readonly of: PersonRef } & Escalation)
  | ({ readonly is: 'administrator' } & Escalation)
  /** A second person has to agree to what `of` wants; null: it is due by schedule. */
  | { readonly is: 'approver'; readonly of: PersonRef | null }
  | ({ readonly is: 'administratorsChannel' } & Escalation)

interface Escalation {
  /** Told as well, because whoever was told before has not answered. */
  readonly escalated?: true | undefined
}

export interface Recipient {
  /** For a channel its id and name. */
  readonly person: PersonRef
  readonly reason: RecipientReason
}

/** The same person, told because those before them have not answered. */
export function escalated<R extends Recipient>(recipient: R): R {
  return { ...recipient, reason: { ...recipient.reason, escalated: true } }
}

export function isEscalated(reason: RecipientReason): boolean {
  return 'escalated' in reason && reason.escalated === true
}
