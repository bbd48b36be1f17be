import type { Decision } from '../../decide/decision.ts'
import { askDueAt, newAsk } from '../../domain/ask.ts'
import { earliest } from '../../domain/earliest.ts'
import type { PersonRef } from '../../domain/person.ts'
import type { AppContext, CurrentApplication, StoredRotation } from '../../ports.ts'
import { cancelRotation, moveRotation } from '../../rotate/move-rotation.ts'
import { deliveriesTo, startRotation } from '../../rotate/start-rotation.ts'
import { emergency } from './emergency.ts'
import { runAnnouncements } from './run-announcements.ts'
import { type Matter, runAsk, tellWhoAsked } from './run-ask.ts'
import { runOpenRemovals } from './run-removals.ts'

/** Records that somebody wants a rotation; the people who may agree are asked behind the answer. */
export async function startRequest(
  ctx: AppContext,
  { holder }: CurrentApplication,
  {
    credential,
    reason,
    by,
    because,
  }: Omit<Decision & { is: 'request' }, 'is' | 'by'> & { readonly by: PersonRef | null },
): Promise<void> {
  const request = { ...newAsk(by, ctx.clock.now(), ctx.policy.approvalExpiryHours), because }
  const approvedBy = by ?? { personId: '', displayName: 'The schedule' }
  await startRotation(ctx, { holder, credential, approvedBy, reason, request })
}

/**
 * Asks, reminds and ends; then tells administrators what they have yet to hear. Returns when the first of all that is
 * due, as it was found; null: nothing is open.
 */
export async function runOpenRequests(ctx: AppContext): Promise<Date | null> {
  if (ctx.policy.dryRun) return null
  const proposed = (await ctx.rotations.open()).filter(({ state }) => state === 'proposed')
  for (const rotation of proposed) {
    try {
      await runRequest(ctx, rotation)
    } catch (error) {
      ctx.log.error({ rotationId: rotation.rotationId, error: String(error) }, 'A request could not go on yet')
    }
  }
  const removalDueAt = await runOpenRemovals(ctx)
  const announcementDueAt = await runAnnouncements(ctx)
  const dueAt = proposed.map(({ request }) => request && askDueAt(request))
  return earliest([...dueAt, removalDueAt, announcementDueAt])
}

/** One look at one request; quick where nothing is due. */
export async function runRequest(ctx: AppContext, rotation: StoredRotation): Promise<void> {
  const matter = rotation.state === 'proposed' ? matterOf(ctx, rotation) : undefined
  if (matter !== undefined) await runAsk(ctx, matter)
}

function matterOf(ctx: AppContext, rotation: StoredRotation): Matter | undefined {
  const { rotationId: id, holder, request } = rotation
  if (request === null) return undefined
  const matter: Matter = {
    id,
    what: 'rotation',
    holder,
    ask: request,
    async keep(ask, announcement) {
      const { etag: _, ...before } = rotation
      const after = { ...before, request: { ...request, ...ask } }
      const stored = await ctx.rotations.move(rotation, after, null, announcement)
      return stored && matterOf(ctx, stored)
    },
    async expire() {
      const hours = ctx.policy.approvalExpiryHours
      const problem = `Nobody approved the rotation within ${hours} hours, so nothing was rotated. Use Rotate to ask again.`
      const ended = await moveRotation(ctx, rotation, 'cancelled', problem, { problem })
      if (ended !== undefined) await tellWhoAsked(ctx, matter, problem)
    },
    async endIfMoot(application) {
      if (application !== undefined) return false
      await cancelRotation(ctx, rotation, 'The application was deleted in Entra.')
      return true
    },
  }
  return matter
}

type AnswerToRequest = Decision & { is: 'approveRequest' | 'declineRequest' }

/** One decision for everybody; undefined: somebody else was first. */
export async function answerRequest(ctx: AppContext, decision: AnswerToRequest): Promise<StoredRotation | undefined> {
  const { holder, rotationId } = decision.rotation
  const answered = await decideRotation(ctx, decision)
  if (answered !== undefined) return answered
  // A reminder that is stored at this moment is nobody's decision.
  const rotation = await ctx.rotations.get(holder.objectId, rotationId)
  return rotation?.state === 'proposed' ? decideRotation(ctx, { ...decision, rotation }) : undefined
}

async function decideRotation(ctx: AppContext, decision: AnswerToRequest): Promise<StoredRotation | undefined> {
  const { rotation, by, reason } = decision
  if (decision.is === 'declineRequest') {
    const problem = `${by.displayName ?? 'Somebody'} declined the rotation: ${reason}`
    const ended = await moveRotation(ctx, rotation, 'cancelled', `Declined: ${reason}`, { problem })
    const matter = ended && matterOf(ctx, ended)
    if (matter !== undefined) await tellWhoAsked(ctx, matter, problem)
    return ended
  }
  if (decision.isEmergency) return approveInEmergency(ctx, decision)
  return moveRotation(ctx, rotation, 'approved', reason, await approvedNow(ctx, decision))
}

/** Whoever approves has read where the secret goes now, which may have changed since it was asked for. */
async function approvedNow(
  { configured, clock }: Pick<AppContext, 'configured' | 'clock'>,
  { rotation, by }: AnswerToRequest,
): Promise<Pick<StoredRotation, 'approvedBy' | 'approvedAt' | 'deliveries'>> {
  const destinations = await configured.about(rotation.holder.objectId)
  return { approvedBy: by, approvedAt: clock.now(), deliveries: deliveriesTo(destinations, rotation.old) }
}

/** Whoever approves their own request does so before everybody's eyes: both are one write. */
async function approveInEmergency(ctx: AppContext, decision: AnswerToRequest): Promise<StoredRotation | undefined> {
  const { rotation, by, reason } = decision
  const at = ctx.clock.now()
  const announcement = emergency({ id: rotation.rotationId, what: 'rotation', holder: rotation.holder }, by, reason, at)
  const move: AppContext['rotations']['move'] = (from, to, event) => ctx.rotations.move(from, to, event, announcement)
  const announcing = { clock: ctx.clock, rotations: { ...ctx.rotations, move } }
  const detail = `Emergency, own request: ${reason}`
  const approved = await moveRotation(announcing, rotation, 'approved', detail, await approvedNow(ctx, decision))
  if (approved === undefined) return undefined
  await ctx.audit.record({
    eventId: announcement.announcementId,
    at,
    action: 'emergency-approved',
    actor: by,
    holder: rotation.holder,
    keyId: rotation.old.keyId,
    detail: reason,
  })
  await runAnnouncements(ctx)
  return approved
}
