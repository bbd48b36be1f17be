import { randomUUID } from 'node:crypto'
import type { Decision } from '../../decide/decision.ts'
import { linesOf } from '../../domain/application-message.ts'
import { askDueAt, newAsk } from '../../domain/ask.ts'
import type { AuditAction, AuditEvent } from '../../domain/audit-event.ts'
import { earliest } from '../../domain/earliest.ts'
import type { PersonRef } from '../../domain/person.ts'
import type { RemovalRequest } from '../../domain/removal.ts'
import type { AppContext, CurrentApplication, StoredRemovalRequest } from '../../ports.ts'
import { emergency } from './emergency.ts'
import { runAnnouncements } from './run-announcements.ts'
import { type Matter, runAsk, tellWhoAsked } from './run-ask.ts'

/** Records that somebody wants a live credential gone; the people who may agree are asked behind the answer. */
export async function startRemoval(
  ctx: AppContext,
  { holder }: CurrentApplication,
  { keyId, rotationId, by }: Decision & { is: 'askRemoval' },
): Promise<StoredRemovalRequest | undefined> {
  const { kind, objectId, clientId, displayName } = holder
  const request: RemovalRequest = {
    ...newAsk(by, ctx.clock.now(), ctx.policy.approvalExpiryHours),
    requestedBy: by,
    requestId: randomUUID(),
    holder: { kind, objectId, clientId, displayName },
    keyId,
    rotationId,
    endedAt: null,
  }
  return ctx.approvals.askRemoval(request, eventOf(ctx, request, 'removal-asked', by, 'A second person has to agree'))
}

/** Asks, reminds and ends, as for rotations. Returns when the first is due; null: none is open. */
export async function runOpenRemovals(ctx: AppContext): Promise<Date | null> {
  const open = await ctx.approvals.openRemovals()
  for (const request of open) {
    try {
      await runRemovalRequest(ctx, request)
    } catch (error) {
      ctx.log.error({ requestId: request.requestId, error: String(error) }, 'A request could not go on yet')
    }
  }
  return earliest(open.map(askDueAt))
}

export async function runRemovalRequest(ctx: AppContext, request: StoredRemovalRequest): Promise<void> {
  await runAsk(ctx, matterOf(ctx, request))
}

function matterOf(ctx: AppContext, request: StoredRemovalRequest): Matter {
  const { requestId: id, holder, keyId } = request
  const matter: Matter = {
    id,
    what: 'removal',
    holder,
    ask: request,
    async keep(ask, announcement) {
      const { requestedBy } = request
      const stored = await ctx.approvals.moveRemoval(request, { ...request, ...ask, requestedBy }, null, announcement)
      return stored && matterOf(ctx, stored)
    },
    async expire() {
      const hours = ctx.policy.approvalExpiryHours
      const text = `Nobody agreed to the removal within ${hours} hours, so nothing was removed. Ask again if it is still wanted.`
      if (await end(ctx, request, 'removal-expired', null, text)) await tellWhoAsked(ctx, matter, text)
    },
    async endIfMoot(application) {
      const [line] = application === undefined ? [] : linesOf(application, [keyId])
      if (line?.removal?.requestId === id) return false
      await end(ctx, request, 'removal-expired', null, 'There is nothing to remove any more.')
      return true
    },
  }
  return matter
}

/** One decision for everybody. False: somebody else was first. */
export async function agreeToRemoval(
  ctx: AppContext,
  { request, by, emergencyReason }: Decision & { is: 'agreeRemoval' },
): Promise<boolean> {
  const detail = emergencyReason === null ? 'To be removed at once' : `Emergency, own request: ${emergencyReason}`
  const isFirst = await end(ctx, request, 'removal-agreed', by, detail, emergencyReason)
  if (!isFirst || emergencyReason === null) return isFirst
  await ctx.audit.record(eventOf(ctx, request, 'emergency-approved', by, emergencyReason))
  await runAnnouncements(ctx)
  return true
}

export async function declineRemoval(
  ctx: AppContext,
  { request, by, reason }: Decision & { is: 'declineRemoval' },
): Promise<boolean> {
  if (!(await end(ctx, request, 'removal-declined', by, reason))) return false
  const text = `${by.displayName ?? 'Somebody'} declined the removal: ${reason}`
  await tellWhoAsked(ctx, matterOf(ctx, request), text)
  return true
}

async function end(
  ctx: AppContext,
  request: StoredRemovalRequest,
  action: AuditAction,
  by: PersonRef | null,
  detail: string,
  emergencyReason: string | null = null,
): Promise<boolean> {
  const endedAt = ctx.clock.now()
  const event = eventOf(ctx, request, action, by, detail)
  const about = { id: request.requestId, what: 'removal', holder: request.holder } as const
  const announcement = by === null || emergencyReason === null ? null : emergency(about, by, emergencyReason, endedAt)
  const move = (from: StoredRemovalRequest) =>
    ctx.approvals.moveRemoval(from, { ...from, endedAt }, event, announcement)
  if ((await move(request)) !== undefined) return true
  // A reminder that is stored at this moment is nobody's decision.
  const { removalRequests } = await ctx.approvals.about(request.holder.objectId)
  const now = removalRequests.find(({ requestId }) => requestId === request.requestId)
  return now !== undefined && (await move(now)) !== undefined
}

function eventOf(
  ctx: AppContext,
  { requestId, holder, keyId }: RemovalRequest,
  action: AuditAction,
  actor: PersonRef | null,
  detail: string,
): AuditEvent {
  return { eventId: `${action}.${requestId}`, at: ctx.clock.now(), action, actor, holder, keyId, detail }
}
