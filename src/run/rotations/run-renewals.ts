import { entitlementOf } from '../../decide/actor.ts'
import { reasonsForSecond } from '../../decide/rotation/four-eyes.ts'
import type { Approval } from '../../domain/approval.ts'
import { messageOf } from '../../domain/errors.ts'
import type { HolderRef } from '../../domain/holder.ts'
import { waitsUntil } from '../../domain/quiet-time.ts'
import { forgetStages } from '../../notify/forget-stages.ts'
import { sendCard } from '../../notify/send-card.ts'
import { updateCards } from '../../notify/update-cards.ts'
import type { AppContext, CurrentApplication } from '../../ports.ts'
import { startRotation } from '../../rotate/start-rotation.ts'
import { readApplication } from '../../scan/read-application.ts'
import { startRequest } from '../requests/run-requests.ts'
import { underLease } from '../under-lease.ts'
import { recordRefusal } from './record-refusal.ts'
import { runRotation, showEverywhere } from './run-rotations.ts'

export interface RenewalCounts {
  readonly started: number
  readonly problems: readonly string[]
}

/** One process starts them: two would record, and tell, each refusal twice. */
const LEASE = 'renewals'

/**
 * Starts the approved renewals whose time has come. The approver's right is read again: one who has lost it since
 * approves nothing any more, and the alerts go on.
 */
export async function startRenewals(ctx: AppContext, approvals: readonly Approval[]): Promise<RenewalCounts> {
  const none = { started: 0, problems: [] }
  if (ctx.policy.dryRun || approvals.length === 0) return none
  return (await underLease(ctx, LEASE, () => startEach(ctx, approvals))) ?? none
}

async function startEach(ctx: AppContext, approvals: readonly Approval[]): Promise<RenewalCounts> {
  const problems: string[] = []
  let started = 0
  for (const approval of approvals) {
    try {
      if (await startRenewal(ctx, approval)) started += 1
    } catch (error) {
      const reason = messageOf(error)
      problems.push(`Could not start the approved renewal of ${approval.keyId}: ${reason} The next pass tries again.`)
    }
  }
  return { started, problems }
}

/** Between passes: a schedule may leave days between them, and a renewal has its own time. */
export async function startDueRenewals(ctx: AppContext): Promise<void> {
  if (ctx.policy.dryRun) return
  const now = ctx.clock.now()
  const due = (await ctx.approvals.approved()).filter(({ rotateAt }) => rotateAt <= now)
  for (const problem of (await startRenewals(ctx, due)).problems)
    ctx.log.warn({ problem }, 'Approved renewal did not start')
}

/** What was told before the approval no longer counts, so the next pass alerts again. */
async function resumeAlerts(ctx: Pick<AppContext, 'cards' | 'lists'>, { objectId, keyId }: Approval): Promise<void> {
  for (const { person } of await ctx.cards.about(objectId)) {
    await forgetStages(ctx, { objectId, personId: person.personId }, (told) => told === keyId)
  }
}

async function startRenewal(ctx: AppContext, approval: Approval): Promise<boolean> {
  const { objectId, keyId, approvedBy, reason } = approval
  const seen = await ctx.holders.get(objectId)
  const enrollment = await ctx.enrollments.of(objectId)
  const endAt = seen?.credentials.find((item) => item.keyId === keyId)?.endAt ?? null
  // Its owner's quiet time holds for every change that nobody makes by hand.
  if (enrollment !== undefined && waitsUntil(enrollment, ctx.clock.now(), endAt) !== null) return false
  const application = seen && (await readApplication(ctx, seen.kind, objectId))
  if (application !== undefined && !isInForce(approval, application)) return false
  const credential = application?.holder.credentials.find((item) => item.keyId === keyId)
  const entitled = application && (await entitlementOf(ctx, approvedBy, application.holder))
  if (application === undefined || credential === undefined || entitled === undefined) {
    ctx.log.warn({ objectId, keyId, isEntitled: entitled !== undefined }, 'Approved renewal lapsed')
    await ctx.approvals.useUp(approval)
    await resumeAlerts(ctx, approval)
    if (application !== undefined) {
      const left = application.approvals.filter((other) => other.keyId !== keyId)
      await updateCards(ctx, { ...application, approvals: left })
    }
    return false
  }

  const { holder } = application
  const order = { holder, credential, approvedBy, reason }
  if (await recordRefusal(ctx, order)) {
    await ctx.approvals.useUp(approval)
    await showEverywhere(ctx, holder)
    await tellApprover(ctx, approval, holder, NOT_CARRIED_OUT)
    return false
  }
  const because = await reasonsForSecond(ctx, application, entitled.standing)
  if (because.length > 0) {
    await startRequest(ctx, application, { credential, reason, by: approvedBy, because })
    await ctx.approvals.useUp(approval)
    return true
  }
  const started = await startRotation(ctx, order)
  await ctx.approvals.useUp(approval)
  if (started === 'already-open') return false
  const opened = (await ctx.rotations.about(objectId)).find(({ old }) => old.keyId === keyId)
  const ended = opened && (await runRotation(ctx, opened))
  if (ended !== undefined) {
    const failed = ended.state === 'parked' || ended.state === 'failed'
    await tellApprover(
      ctx,
      approval,
      holder,
      failed ? NOT_CARRIED_OUT : 'The renewal that you approved was carried out.',
    )
  }
  return true
}

/** It may have been used up, or taken back, since it was read. */
function isInForce({ keyId, approvedAt }: Approval, { approvals }: CurrentApplication): boolean {
  return approvals.some((one) => one.keyId === keyId && one.approvedAt.getTime() === approvedAt.getTime())
}

const NOT_CARRIED_OUT = 'The renewal that you approved could not be carried out.'

async function tellApprover(
  ctx: AppContext,
  { approvedBy }: Approval,
  { kind, objectId }: HolderRef,
  news: string,
): Promise<void> {
  const now = await readApplication(ctx, kind, objectId)
  if (now !== undefined) await sendCard(ctx, now, approvedBy, null, news)
}
