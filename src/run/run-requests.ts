import { approversFor } from '../decide/choose-approvers.ts'
import type { Decision } from '../decide/decision.ts'
import { isReachable, type PersonRef } from '../domain/person.ts'
import { isReminderDue, type RotationRequest } from '../domain/rotation-request.ts'
import { sendCard } from '../notify/send-card.ts'
import { updateCards } from '../notify/update-cards.ts'
import type { AppContext, CurrentApplication, StoredRotation } from '../ports.ts'
import { cancelRotation, keepRotation, moveRotation } from '../rotate/move-rotation.ts'
import { startRotation } from '../rotate/start-rotation.ts'
import { readApplication } from '../scan/read-application.ts'
import { requestNotice } from './request-notice.ts'

const HOUR_MS = 60 * 60_000

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
  const requestedAt = ctx.clock.now()
  const expiresAt = new Date(requestedAt.getTime() + ctx.policy.approvalExpiryHours * HOUR_MS)
  const request = { requestedBy: by, requestedAt, because, expiresAt, approvers: [], remindedAt: null }
  const approvedBy = by ?? { personId: '', displayName: 'The schedule' }
  await startRotation(ctx, { holder, credential, approvedBy, reason, request })
}

/** Asks, reminds, asks the next in line, and ends what nobody has answered. Every step is stored before it is done. */
export async function runOpenRequests(ctx: AppContext): Promise<void> {
  if (ctx.policy.dryRun) return
  for (const rotation of await ctx.rotations.open()) {
    if (rotation.state !== 'proposed' || rotation.request === null) continue
    try {
      await runRequest(ctx, rotation)
    } catch (error) {
      ctx.log.error({ rotationId: rotation.rotationId, error: String(error) }, 'A request could not go on yet')
    }
  }
}

/** One look at one request; quick where nothing is due. */
export async function runRequest(ctx: AppContext, rotation: StoredRotation): Promise<void> {
  const { request } = rotation
  if (request === null) return
  const now = ctx.clock.now()
  if (now >= request.expiresAt) return expire(ctx, rotation, request)
  const asked = await liveOnes(ctx, request.approvers)
  const isReminder = isReminderDue(request, now)
  if (asked.length > 0 && !isReminder) return
  const application = await readApplication(ctx, rotation.holder.kind, rotation.holder.objectId)
  if (application === undefined) return cancelRotation(ctx, rotation, 'The application was deleted in Entra.')

  const groups = await approversFor(ctx, application.holder, request.requestedBy)
  const isNew = ({ personId }: PersonRef) => !asked.some((person) => person.personId === personId)
  const nextGroup = groups.find((group) => group.some(isNew))?.filter(isNew) ?? []
  const approvers = [...asked, ...nextGroup]
  const after = { ...request, approvers, remindedAt: isReminder ? now : request.remindedAt }
  const stored = await keepRotation(ctx, rotation, { request: after })
  if (stored === undefined) return
  await ask(ctx, stored, isReminder ? approvers : nextGroup, isReminder)
}

async function ask(
  ctx: AppContext,
  { holder, request }: StoredRotation,
  people: readonly PersonRef[],
  isReminder: boolean,
): Promise<void> {
  const application = await readApplication(ctx, holder.kind, holder.objectId)
  if (application === undefined || request === null) return
  // Before the questions, whose news an update would take away.
  await updateCards(ctx, application)
  const isOwner = (person: PersonRef) =>
    application.holder.owners.some((owner) => owner.type === 'user' && owner.personId === person.personId)
  const cards = await ctx.cards.about(holder.objectId)
  for (const person of people) {
    // Whoever has a right of their own keeps it on the card; the state of the credential says what is asked.
    const own = cards.find((card) => card.person.personId === person.personId)?.because
    const because = own ?? (isOwner(person) ? null : ({ is: 'approver', of: request.requestedBy } as const))
    const news = isReminder
      ? 'A reminder: this rotation still waits for an answer.'
      : 'Please look: a rotation waits for a second person.'
    await sendCard(ctx, application, person, because, news)
  }
}

async function expire(ctx: AppContext, rotation: StoredRotation, request: RotationRequest): Promise<void> {
  const hours = ctx.policy.approvalExpiryHours
  const problem = `Nobody approved the rotation within ${hours} hours, so nothing was rotated. Use Rotate to ask again.`
  const ended = await moveRotation(ctx, rotation, 'cancelled', problem, { problem })
  if (ended === undefined) return
  await showAndTell(ctx, ended, request, problem)
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
  const { request } = rotation
  if (decision.is === 'declineRequest') {
    const problem = `${by.displayName ?? 'Somebody'} declined the rotation: ${reason}`
    const ended = await moveRotation(ctx, rotation, 'cancelled', `Declined: ${reason}`, { problem })
    if (ended !== undefined && request !== null) await showAndTell(ctx, ended, request, problem)
    return ended
  }
  const approvedAt = ctx.clock.now()
  const detail = decision.isEmergency ? `Emergency, own request: ${reason}` : reason
  const approved = await moveRotation(ctx, rotation, 'approved', detail, { approvedBy: by, approvedAt })
  if (approved === undefined) return undefined
  if (decision.isEmergency) await announceEmergency(ctx, approved, reason)
  return approved
}

async function showAndTell(
  ctx: AppContext,
  rotation: StoredRotation,
  { requestedBy }: RotationRequest,
  text: string,
): Promise<void> {
  const application = await readApplication(ctx, rotation.holder.kind, rotation.holder.objectId)
  if (application !== undefined) await updateCards(ctx, application)
  if (requestedBy !== null) {
    await ctx.messenger.send(
      requestedBy.personId,
      requestNotice('The rotation was not approved', text, rotation.holder),
    )
  }
}

/** Whoever approves their own request does so before everybody's eyes. */
async function announceEmergency(
  ctx: AppContext,
  { holder, approvedBy }: StoredRotation,
  reason: string,
): Promise<void> {
  const name = approvedBy.displayName ?? approvedBy.personId
  const text = `${name} approved their own rotation in an emergency. Reason: ${reason}`
  await ctx.audit.record({
    eventId: `emergency.${ctx.clock.now().getTime()}`,
    at: ctx.clock.now(),
    action: 'emergency-approved',
    actor: approvedBy,
    holder,
    keyId: null,
    detail: reason,
  })
  const notice = requestNotice('Emergency approval', text, holder)
  const { administratorsChannelId: conversationId } = ctx.policy
  if (conversationId !== undefined) {
    const channel = await ctx.conversations.channel(conversationId)
    const where = channel ?? { conversationId, isThreaded: true, serviceUrl: null }
    const posted = await ctx.messenger.post(where, notice)
    if (posted.ok) return
  }
  const groups = await approversFor(ctx, { ...emptyHolder, ...holder }, approvedBy)
  for (const person of groups.at(-1) ?? []) await ctx.messenger.send(person.personId, notice)
}

const emptyHolder = { signInAudience: null, credentials: [], owners: [] }

async function liveOnes(ctx: AppContext, people: readonly PersonRef[]): Promise<readonly PersonRef[]> {
  if (people.length === 0) return []
  const found = await ctx.directory.people(people.map(({ personId }) => personId))
  return people.filter(({ personId }) => {
    const person = found.get(personId)
    return person !== undefined && isReachable(person)
  })
}
