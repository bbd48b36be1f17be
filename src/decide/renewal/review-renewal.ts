import { randomUUID } from 'node:crypto'
import { linesOf } from '../../domain/application-message.ts'
import type { CredentialLine } from '../../domain/messages/credential-line.ts'
import { reachableOwners } from '../../domain/person.ts'
import type { AppContext, CurrentApplication, StoredRemovalRequest, StoredRotation } from '../../ports.ts'
import type { Entitled } from '../actor.ts'
import type { Decision } from '../decision.ts'
import { MAX_REASON } from '../max-reason.ts'
import type { ApplicationAction } from '../parse-action.ts'
import { declineRemoval, removalMeant } from '../removal/agree-removal.ts'
import { askAboutRequest, decideRequest } from '../rotation/approve-request.ts'
import { alreadyDecided, requestMeant } from '../rotation/request-meant.ts'
import { approveRenewal, askRenewal, renewableLine } from './approve-renewal.ts'
import { reviewAccess } from './review-access.ts'

type Powers = Pick<AppContext, 'approvals' | 'clock' | 'configured' | 'directory' | 'enrollments' | 'policy' | 'log'>

/** `Approve renewal` and `Decline`: the access review of one credential, with the form that decides it, then the decision. */
export async function reviewRenewal(
  ctx: Powers,
  application: CurrentApplication,
  entitled: Entitled,
  action: ApplicationAction,
): Promise<Decision> {
  const asked = requestMeant(application, action)
  const isDecline = action.verb === 'openDecline' || action.verb === 'decline'
  const removal = asked === undefined && isDecline ? removalMeant(application, action) : undefined
  if (removal !== undefined) return reviewRemoval(ctx, application, entitled, action, removal)
  if (asked === undefined && action.requestId !== undefined) return { is: 'show', news: alreadyDecided }
  const decision = await decide(ctx, application, entitled, action, asked)
  // Also when it comes back because something is missing.
  if (decision.is !== 'ask' || decision.form.is !== 'form') return decision
  const credential = asked?.old ?? renewableLine(application, action.keyId)?.credential
  const review = credential === undefined ? null : await reviewAccess(ctx, application, credential)
  return { ...decision, form: { ...decision.form, review } }
}

/** `Decline` of a removal. Agreeing to one is what its own button does. */
async function reviewRemoval(
  ctx: Powers,
  application: CurrentApplication,
  entitled: Entitled,
  action: ApplicationAction,
  request: StoredRemovalRequest,
): Promise<Decision> {
  const reason = action.reason?.trim() ?? ''
  const problem = action.verb === 'openDecline' ? null : problemWith(reason)
  const [line] = linesOf(application, [request.keyId])
  if (line !== undefined && (action.verb === 'openDecline' || problem !== null)) {
    return askWhy(application, line, problem, reason)
  }
  if (application.dryRun) return { is: 'show', news: 'Dry run: this would be recorded now. Nothing was changed.' }
  return declineRemoval(ctx, application, entitled, request, reason)
}

async function decide(
  ctx: Powers,
  application: CurrentApplication,
  entitled: Entitled,
  action: ApplicationAction,
  asked: StoredRotation | undefined,
): Promise<Decision> {
  const verdict = action.verb === 'openDecline' || action.verb === 'decline' ? 'decline' : 'approve'
  const isOpening = action.verb === 'openApproveRenewal' || action.verb === 'openDecline'
  if (asked !== undefined) {
    if (isOpening) return askAboutRequest(application, asked, verdict)
    return decideRequest(ctx, application, entitled, asked, action, verdict)
  }
  if (verdict === 'decline') return decline(ctx, application, entitled, action, isOpening)
  return isOpening ? askRenewal(application, action.keyId) : approveRenewal(ctx, application, entitled, action)
}

/** No renewal: the credential lapses at its end, and nobody is reminded of it before. */
async function decline(
  ctx: Powers,
  application: CurrentApplication,
  { person }: Entitled,
  action: ApplicationAction,
  isOpening: boolean,
): Promise<Decision> {
  const { holder, now, dryRun } = application
  const line = renewableLine(application, action.keyId)
  if (line === undefined) return { is: 'impossible', text: 'No client secret of this application waits for a renewal.' }
  const reason = action.reason?.trim() ?? ''
  const problem = problemWith(reason)
  if (isOpening || problem !== null) {
    return askWhy(application, line, isOpening ? null : problem, reason)
  }
  if (dryRun) return { is: 'show', news: 'Dry run: the decision would be recorded. Nothing was changed.' }
  const { keyId, endAt } = line.credential
  // The last word counts: what was approved before must not start by itself. First, because without it alerts go on.
  const approval = application.approvals.find((one) => one.keyId === keyId)
  if (approval !== undefined) await ctx.approvals.useUp(approval)
  await ctx.approvals.snooze(
    {
      objectId: holder.objectId,
      keyId,
      snoozedBy: person,
      snoozedAt: now,
      untilAt: endAt ?? now,
      isCut: false,
      isDeclined: true,
      reason,
    },
    { eventId: randomUUID(), at: now, action: 'renewal-declined', actor: person, holder, keyId, detail: reason },
  )
  return { is: 'recorded', news: 'Recorded: it will lapse. Nobody is reminded again before it ends.' }
}

function problemWith(reason: string): string | null {
  if (reason === '') return 'Please say why; it is kept as evidence.'
  return reason.length > MAX_REASON ? `Please shorten the reason to ${MAX_REASON} characters.` : null
}

function askWhy(
  application: CurrentApplication,
  line: CredentialLine,
  problem: string | null,
  reason: string,
): Decision {
  const { holder, dryRun } = application
  const owners = reachableOwners(holder.owners)
  const form = { form: 'decline', lines: [line], candidates: [], typed: { reason } } as const
  return { is: 'ask', form: { is: 'form', holder, owners, problem, dryRun, ...form } }
}
