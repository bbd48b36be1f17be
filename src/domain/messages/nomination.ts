import type { Nomination } from '../nomination.ts'
import type { PersonRef } from '../person.ts'
import type { CredentialLine } from './credential-line.ts'

export type NominationRole = 'nominee' | 'approver'

/** Asks somebody to take an application over, or an administrator whether they may be asked; then says what came of it. */
export interface NominationMessage {
  readonly is: 'nomination'
  readonly nomination: Nomination
  readonly role: NominationRole
  /** What the application has, most urgent first, so that nobody takes over a surprise. */
  readonly lines: readonly CredentialLine[]
  readonly owners: readonly PersonRef[]
  readonly dryRun: boolean
}
