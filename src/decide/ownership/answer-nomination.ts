import { isNominationOpen, type NominationState } from '../../domain/nomination.ts'
import type { PersonRef } from '../../domain/person.ts'
import type { AppContext, StoredNomination } from '../../ports.ts'
import { type Actor, isAdministrator, liveAccount } from '../actor.ts'
import { MAX_REASON } from '../max-reason.ts'
import type { NominationAction } from '../parse-action.ts'

/** What an answer to a nomination comes to. */
export type NominationDecision =
  | {
      readonly is: 'move'
      readonly to: NominationState
      readonly by: PersonRef
      readonly reason: string | null
    }
  /** `text` says why not; nothing was changed. */
  | { readonly is: 'refuse'; readonly text: string }

type Powers = Pick<AppContext, 'directory' | 'policy' | 'clock'>

/** One answer of one person: their account and right as of now, and whether the question still stands. */
export async function answerNomination(
  ctx: Powers,
  nomination: StoredNomination,
  actor: Actor,
  action: NominationAction,
): Promise<NominationDecision> {
  const { state, expiresAt, nominee, nominatedBy } = nomination
  if (!isNominationOpen(nomination) || state === 'accepting') return refuse('This question has been settled already.')
  if (expiresAt <= ctx.clock.now()) return refuse('The time to answer has run out. Ask to be named again.')
  const person = await liveAccount(ctx, actor)
  if (person === undefined) return refuse('Your account is disabled or a guest, so it cannot be an owner here.')
  const reason = action.reason?.trim().slice(0, MAX_REASON) || null

  if (action.verb === 'acceptNomination' || action.verb === 'declineNomination') {
    if (actor.personId !== nominee.personId) return refuse('Only the person who was asked can answer.')
    if (state !== 'awaitingNominee') return refuse('An administrator has to approve this first.')
    return { is: 'move', to: action.verb === 'acceptNomination' ? 'accepting' : 'declined', by: person, reason }
  }

  if (!(await isAdministrator(ctx, actor))) return refuse("Only Keyturn's administrators can decide this.")
  if (state !== 'awaitingApproval') return refuse('This has been approved already.')
  if (action.verb === 'refuseNomination') return { is: 'move', to: 'refused', by: person, reason }
  const isInvolved = actor.personId === nominee.personId || actor.personId === nominatedBy.personId
  if (isInvolved) return refuse('A second person has to approve what you asked for yourself.')
  // Who named themselves has said yes already.
  const to = nominee.personId === nominatedBy.personId ? 'accepting' : 'awaitingNominee'
  return { is: 'move', to, by: person, reason }
}

function refuse(text: string): NominationDecision {
  return { is: 'refuse', text }
}
