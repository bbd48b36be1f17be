import type { AuditAction, AuditEvent } from '../../domain/audit-event.ts'
import { mayNominationMove, type Nomination, type NominationState } from '../../domain/nomination.ts'
import { type PersonRef, personName } from '../../domain/person.ts'
import type { AppContext, StoredNomination } from '../../ports.ts'

/** One transition with its audit event, as one write. Undefined: somebody else answered first. */
export function moveNomination(
  ctx: Pick<AppContext, 'nominations' | 'clock'>,
  from: StoredNomination,
  to: NominationState,
  by: PersonRef | null,
  changes: Partial<Pick<Nomination, 'approvedBy' | 'expiresAt' | 'reason'>> = {},
): Promise<StoredNomination | undefined> {
  if (!mayNominationMove(from.state, to)) throw new RangeError(`a nomination never moves from ${from.state} to ${to}`)
  const { etag: _, ...before } = from
  const changedAt = ctx.clock.now()
  const after: Nomination = { ...before, ...changes, state: to, sequence: from.sequence + 1, changedAt }
  return ctx.nominations.move(from, after, nominationEvent(after, actionOf(to), by))
}

export function nominationEvent(nomination: Nomination, action: AuditAction, by: PersonRef | null): AuditEvent {
  const { nominationId, sequence, holder, nominee, nominatedBy, changedAt, reason, risks } = nomination
  const why = reason === null ? '' : `: ${reason}`
  const held = risks.length === 0 ? '' : `, holds ${risks.join(', ')}`
  return {
    eventId: `${nominationId}.${sequence}`,
    at: changedAt,
    action,
    actor: by,
    holder,
    keyId: null,
    detail: `${personName(nominee)}, named by ${personName(nominatedBy)}${held}${why}`,
  }
}

function actionOf(state: NominationState): AuditAction {
  return state === 'awaitingApproval' ? 'owner-nominated' : `nomination-${state}`
}
