import type { AlertDays } from '../alert.ts'
import type { Credential } from '../credential.ts'
import type { Exclusion } from '../exclusion.ts'
import type { HolderRef } from '../holder.ts'
import type { PersonRef } from '../person.ts'

/** The rules that Keyturn follows and, for administrators, what is left alone because people said so. */
export interface PolicyMessage {
  readonly is: 'policy'
  readonly alertDays: AlertDays
  readonly rotationLifetimeDays: number
  readonly escalateAfterDays: number
  readonly minimumOwners: number
  /** Applications with fewer reachable owners. */
  readonly belowMinimum: number
  readonly dryRun: boolean
  /** Null: the reader is no administrator. */
  readonly forAdministrators: PolicyLists | null
}

export interface PolicyLists {
  readonly administrators: readonly PersonRef[]
  /** Soonest end first. */
  readonly exclusions: readonly Exclusion[]
  readonly snoozes: readonly StandingWord[]
  readonly stillInUse: readonly StandingWord[]
}

/** What a person said about a credential that is due. */
export interface StandingWord {
  readonly holder: HolderRef
  readonly credential: Pick<Credential, 'keyId' | 'kind' | 'displayName'>
  readonly by: PersonRef
  readonly reason: string | null
  /** Null: until things change. */
  readonly untilAt: Date | null
}
