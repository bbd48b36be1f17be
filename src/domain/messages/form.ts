import type { AccessReview } from '../access-review.ts'
import type { CandidateEvidence } from '../candidates.ts'
import type { HolderRef } from '../holder.ts'
import type { Person, PersonRef } from '../person.ts'
import type { CredentialLine } from './credential-line.ts'

/** Asks for what a decision needs. Sending it comes back with the verb `form` and the typed values. */
export interface FormMessage {
  readonly is: 'form'
  readonly form: 'assignOwner' | 'approveRenewal' | 'decline' | 'snooze'
  readonly holder: HolderRef
  /** The credentials that the form may be about, most urgent first; one is chosen. Empty for `assignOwner`. */
  readonly lines: readonly CredentialLine[]
  readonly owners: readonly PersonRef[]
  /** People to offer where the client has no people picker. */
  readonly candidates: readonly (Person & { readonly evidence?: readonly CandidateEvidence[] })[]
  /** The acting owner may leave once the new one is in. */
  readonly mayHandOver?: boolean
  /** What the reviewer of a renewal needs to know. */
  readonly review?: AccessReview | null
  /** What was wrong with the last try, and how to mend it. */
  readonly problem: string | null
  /** What was typed, so that nobody types twice. */
  readonly typed: Readonly<Record<string, string>>
  readonly dryRun: boolean
}
