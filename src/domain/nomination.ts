import type { HolderRef } from './holder.ts'
import type { PersonRef } from './person.ts'

/**
 * One person named as the new owner of an application:
 *
 *     awaitingApproval → awaitingNominee → accepting → accepted
 *
 * An administrator has to approve first where the application is dangerous in the wrong hands, and where the nominee named
 * themselves, who then needs not be asked. Every open state may end as `withdrawn`, and as `expired` before Entra is
 * asked. After that it ends as `failed`, once Entra has said no for good or not taken them in time.
 */
export type NominationState =
  | 'awaitingApproval'
  | 'awaitingNominee'
  | 'accepting'
  | 'accepted'
  | 'declined'
  | 'refused'
  | 'expired'
  | 'withdrawn'
  | 'failed'

export interface Nomination {
  readonly nominationId: string
  readonly holder: HolderRef
  readonly nominee: PersonRef
  readonly nominatedBy: PersonRef
  readonly nominatedAt: Date
  readonly state: NominationState
  /** Counts transitions; names the audit event that each one writes. */
  readonly sequence: number
  /** High-privilege permissions that the application holds. */
  readonly risks: readonly string[]
  /** The permissions could not be read, so nobody knows what the new owner could do. */
  readonly isRiskUnknown: boolean
  /** When it ends by itself, counted from the moment somebody was asked. */
  readonly expiresAt: Date
  readonly approvedBy: PersonRef | null
  /** Why it was declined or refused, as typed; why it failed, in Keyturn's own words. */
  readonly reason: string | null
  readonly changedAt: Date
}

const openNominationStates: readonly NominationState[] = ['awaitingApproval', 'awaitingNominee', 'accepting']

const next: Readonly<Record<NominationState, readonly NominationState[]>> = {
  awaitingApproval: ['awaitingNominee', 'accepting', 'refused', 'expired', 'withdrawn'],
  awaitingNominee: ['accepting', 'declined', 'expired', 'withdrawn'],
  accepting: ['accepted', 'withdrawn', 'failed'],
  accepted: [],
  declined: [],
  refused: [],
  expired: [],
  withdrawn: [],
  failed: [],
}

export function mayNominationMove(from: NominationState, to: NominationState): boolean {
  return next[from].includes(to)
}

export function isNominationOpen({ state }: Pick<Nomination, 'state'>): boolean {
  return openNominationStates.includes(state)
}

/** Whether a second person has to agree before the nominee is asked. */
export function needsApproval(
  nomination: Pick<Nomination, 'nominee' | 'nominatedBy' | 'risks' | 'isRiskUnknown'>,
): boolean {
  const { nominee, nominatedBy, risks, isRiskUnknown } = nomination
  return nominee.personId === nominatedBy.personId || risks.length > 0 || isRiskUnknown
}
