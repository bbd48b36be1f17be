import type { Actor } from '../../decide/actor.ts'
import { answerNomination } from '../../decide/ownership/answer-nomination.ts'
import type { NominationAction } from '../../decide/parse-action.ts'
import { DAY_MS } from '../../domain/credential.ts'
import { messageOf } from '../../domain/errors.ts'
import type { NominationRole } from '../../domain/messages/nomination.ts'
import { nominationMessage } from '../../notify/send-nomination.ts'
import type { AppContext, StoredNomination } from '../../ports.ts'
import { readApplication } from '../../scan/read-application.ts'
import { type Answer, showOnly } from '../answers/answer.ts'
import { underLease } from '../under-lease.ts'
import { moveNomination } from './move-nomination.ts'
import { askNext } from './nominate.ts'
import { nominationNotice } from './nomination-notice.ts'
import { afterMove, finishAccepting, withdraw, withOwner } from './settle-nomination.ts'

/** `Accept`, `Decline` of a nominee; `Approve`, `Decline` of an administrator. */
export async function runNominationAction(ctx: AppContext, actor: Actor, action: NominationAction): Promise<Answer> {
  const about = await ctx.nominations.about(action.objectId)
  const nomination = about.find(({ nominationId }) => nominationId === action.nominationId)
  if (nomination === undefined) return showOnly(nominationNotice('There is no such question any more.'))
  const application = await readApplication(ctx, action.kind, action.objectId)
  if (application === undefined) return showOnly(await withdraw(ctx, nomination))
  const decision = await answerNomination(ctx, nomination, actor, action)
  if (decision.is === 'refuse') return showOnly(nominationNotice(decision.text))

  const { to, by, reason } = decision
  const role = action.verb === 'acceptNomination' || action.verb === 'declineNomination' ? 'nominee' : 'approver'
  if (application.dryRun)
    return showOnly(nominationNotice('Dry run: your answer was not recorded, and nothing was changed.'))
  const isApproval = role === 'approver' && to !== 'refused'
  const moved = await moveNomination(ctx, nomination, to, by, {
    reason,
    ...(isApproval && { approvedBy: by, expiresAt: expiryFromNow(ctx) }),
  })
  if (moved === undefined)
    return showOnly(nominationNotice('Somebody else has just answered this. Look at the card again.'))
  const settled = moved.state === 'accepting' ? await finishAccepting(ctx, moved, application) : moved
  return {
    message: nominationMessage(settled, withOwner(application, settled), role),
    followUp: () => afterMove(ctx, settled, application),
  }
}

/** One replica asks; another one would ask the same people again. */
const LEASE = 'nominations'

/** Goes on with what a crash or a wait has left: asks who was not asked, finishes acceptances, ends what took too long. */
export async function runOpenNominations(ctx: AppContext): Promise<void> {
  if (ctx.policy.dryRun || (await ctx.nominations.open()).length === 0) return
  await underLease(ctx, LEASE, async (lease) => {
    for (const nomination of await ctx.nominations.open()) {
      lease.assertHeld()
      await goOn(ctx, nomination).catch((error) => {
        const { nominationId } = nomination
        ctx.log.error({ nominationId, error: messageOf(error) }, 'Nomination could not go on yet')
      })
    }
  })
}

/** The question is out and has time left. Whether its application is still there is seen by the passes. */
async function isAwaited(ctx: AppContext, nomination: StoredNomination): Promise<boolean> {
  if (nomination.state === 'accepting' || nomination.expiresAt <= ctx.clock.now()) return false
  const cards = await ctx.nominations.cardsOf(nomination)
  if (!cards.some(({ role }) => role === roleAsked(nomination))) return false
  const seen = await ctx.holders.get(nomination.holder.objectId)
  return seen !== undefined && seen.deletedAt === null
}

function roleAsked({ state }: StoredNomination): NominationRole {
  return state === 'awaitingApproval' ? 'approver' : 'nominee'
}

async function goOn(ctx: AppContext, nomination: StoredNomination): Promise<void> {
  if (await isAwaited(ctx, nomination)) return
  const { kind, objectId } = nomination.holder
  const application = await readApplication(ctx, kind, objectId)
  if (application === undefined) return void (await withdraw(ctx, nomination))
  if (nomination.state === 'accepting') {
    const settled = await finishAccepting(ctx, nomination, application)
    return afterMove(ctx, settled, application)
  }
  if (nomination.expiresAt <= ctx.clock.now()) {
    const expired = await moveNomination(ctx, nomination, 'expired', null)
    if (expired !== undefined) await afterMove(ctx, expired, application)
    return
  }
  const cards = await ctx.nominations.cardsOf(nomination)
  if (!cards.some(({ role }) => role === roleAsked(nomination))) await askNext(ctx, nomination, application)
}

function expiryFromNow({ clock, policy }: Pick<AppContext, 'clock' | 'policy'>): Date {
  return new Date(clock.now().getTime() + policy.nominationExpiryDays * DAY_MS)
}
