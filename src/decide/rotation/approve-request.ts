import { linesOf } from '../../domain/application-message.ts'
import { reachableOwners } from '../../domain/person.ts'
import type { AppContext, CurrentApplication, StoredRotation } from '../../ports.ts'
import { type Entitled, isAdministrator } from '../actor.ts'
import type { Decision } from '../decision.ts'
import { MAX_REASON } from '../max-reason.ts'
import type { ApplicationAction } from '../parse-action.ts'
import { hasWitness, mayAgree, noWitness } from './choose-approvers.ts'

/** What came of a request, as one person decides it for everybody. */
export type RequestVerdict = 'approve' | 'decline'

/**
 * `Approve renewal` and `Decline` on a request: whoever asked for it does not decide it, unless they are an
 * administrator in an emergency, who has to say why and whom everybody hears of.
 */
export async function decideRequest(
  ctx: Pick<AppContext, 'directory' | 'policy'>,
  application: CurrentApplication,
  { person }: Entitled,
  rotation: StoredRotation,
  action: Pick<ApplicationAction, 'reason'>,
  verdict: RequestVerdict,
): Promise<Decision> {
  const { holder, now } = application
  const { request } = rotation
  if (request !== null && now >= request.expiresAt) {
    return { is: 'show', news: 'This request has expired, so nothing was recorded. Use Rotate to ask again.' }
  }
  const isOwn = request?.requestedBy?.personId === person.personId
  if (!isOwn && !(await mayAgree(ctx, holder, request?.requestedBy ?? null, person))) {
    return {
      is: 'show',
      news: 'Another owner, the manager of whoever asked or an administrator has to decide this. Nothing was recorded.',
    }
  }
  if (isOwn && verdict === 'approve' && !(await isAdministrator(ctx, person))) {
    return {
      is: 'show',
      news: 'You asked for this rotation yourself, so another owner, your manager or an administrator has to approve it.',
    }
  }
  if (isOwn && verdict === 'approve' && !(await hasWitness(ctx, person))) return { is: 'show', news: noWitness }
  const reason = action.reason?.trim() ?? ''
  if (reason === '' || reason.length > MAX_REASON) {
    const problem =
      reason === ''
        ? 'Please give the reason; it is kept as evidence.'
        : `Please shorten the reason to ${MAX_REASON} characters.`
    return askAboutRequest(application, rotation, verdict, problem, reason)
  }
  if (application.dryRun) return { is: 'show', news: 'Dry run: this would be recorded now. Nothing was changed.' }
  if (verdict === 'decline') return { is: 'declineRequest', rotation, by: person, reason }
  return { is: 'approveRequest', rotation, by: person, reason, isEmergency: isOwn }
}

/** The form behind the two buttons. */
export function askAboutRequest(
  application: CurrentApplication,
  rotation: StoredRotation,
  verdict: RequestVerdict,
  problem: string | null = null,
  reason = '',
): Decision {
  const { holder } = application
  return {
    is: 'ask',
    form: {
      is: 'form',
      form: verdict === 'approve' ? 'approveRenewal' : 'decline',
      holder,
      lines: linesOf(application, [rotation.old.keyId]),
      owners: reachableOwners(holder.owners),
      candidates: [],
      problem,
      typed: { reason },
      dryRun: application.dryRun,
    },
  }
}
