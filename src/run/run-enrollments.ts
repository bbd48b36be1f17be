import { entitlementOf } from '../decide/actor.ts'
import { reasonsForSecond } from '../decide/four-eyes.ts'
import { DAY_MS } from '../domain/credential.ts'
import { currentKeyId, dueAt, type Enrollment } from '../domain/enrollment.ts'
import { type PersonRef, reachableOwners } from '../domain/person.ts'
import { isQuiet } from '../domain/quiet-time.ts'
import { openStates } from '../domain/rotation.ts'
import type { SecondReason } from '../domain/rotation-request.ts'
import type { AppContext, CurrentApplication, StoredRotation } from '../ports.ts'
import { startRotation } from '../rotate/start-rotation.ts'
import { readApplication } from '../scan/read-application.ts'
import { runRequest, startRequest } from './run-requests.ts'
import { runRotation } from './run-rotations.ts'

const YEAR_MS = 365 * DAY_MS

/** Starts what is due by the schedule of its owners. One that fails does not stop the others. */
export async function runEnrollments(ctx: AppContext): Promise<void> {
  if (ctx.policy.dryRun) return
  for (const enrollment of await ctx.enrollments.all()) {
    try {
      await runEnrollment(ctx, enrollment)
    } catch (error) {
      const { objectId } = enrollment.holder
      ctx.log.error({ objectId, error: String(error) }, 'Unattended rotation could not be looked at')
    }
  }
}

async function runEnrollment(ctx: AppContext, enrollment: Enrollment): Promise<void> {
  const { holder } = enrollment
  const now = ctx.clock.now()
  const rotations = await ctx.rotations.about(holder.objectId)
  if (rotations.some(({ state }) => openStates.includes(state) && state !== 'soaking')) return
  if (isQuiet(enrollment, now) || !(await mayBeDue(ctx, enrollment, rotations))) return

  const application = await readApplication(ctx, holder.kind, holder.objectId)
  const keyId = currentKeyId(enrollment, rotations)
  const credential = application?.holder.credentials.find((one) => one.keyId === keyId)
  if (application === undefined || credential === undefined) return
  const due = dueAt(enrollment, credential)
  if (due === null || due > now || rotations.some(({ old }) => old.keyId === keyId && isRecent(ctx, rotations, keyId)))
    return

  const approvedBy = await whoAnswers(ctx, application, enrollment)
  if (approvedBy === undefined) {
    ctx.log.warn({ objectId: holder.objectId }, 'Nobody answers for an unattended rotation; its alerts go on')
    return
  }
  const reason = `Unattended, as ${enrollment.enrolledBy.displayName ?? 'an owner'} set it up`
  const because = await whyAsked(ctx, application, enrollment, approvedBy)
  if (because.length > 0) {
    await startRequest(ctx, application, { credential, reason, by: null, because })
    const asked = (await ctx.rotations.about(holder.objectId)).find(({ state }) => state === 'proposed')
    if (asked !== undefined) await runRequest(ctx, asked)
    return
  }
  await startRotation(ctx, { holder: application.holder, credential, approvedBy, reason })
  const started = (await ctx.rotations.about(holder.objectId)).find(({ old }) => old.keyId === keyId)
  if (started !== undefined) await runRotation(ctx, started)
}

const RETRY_AFTER_MS = DAY_MS

/** What has just failed or was declined is not begun again at once: its people have been told. */
function isRecent(ctx: Pick<AppContext, 'clock'>, rotations: readonly StoredRotation[], keyId: string): boolean {
  const last = rotations.find(({ old }) => old.keyId === keyId)
  return last !== undefined && ctx.clock.now().getTime() - last.changedAt.getTime() < RETRY_AFTER_MS
}

/** By what is stored, so that nothing has to be read from Entra for what is far from due. */
async function mayBeDue(
  ctx: AppContext,
  enrollment: Enrollment,
  rotations: readonly StoredRotation[],
): Promise<boolean> {
  const keyId = currentKeyId(enrollment, rotations)
  const made = rotations.find(({ newKeyId }) => newKeyId === keyId)
  const seen = await ctx.holders.get(enrollment.holder.objectId)
  const credential = seen?.credentials.find((one) => one.keyId === keyId)
  const known = credential ?? (made && { startAt: made.escrowedAt, endAt: made.newEndAt })
  const due = known === undefined ? null : dueAt(enrollment, known)
  return due !== null && due <= ctx.clock.now()
}

/** Whoever enrolled it while they may, else an owner of now. */
async function whoAnswers(
  ctx: AppContext,
  { holder }: CurrentApplication,
  { enrolledBy }: Enrollment,
): Promise<PersonRef | undefined> {
  const entitled = await entitlementOf(ctx, enrolledBy, holder)
  if (entitled !== undefined) return entitled.person
  const [owner] = reachableOwners(holder.owners)
  return owner && { personId: owner.personId, displayName: owner.displayName }
}

/** A person agrees each time, or once a year; where the policy wants two people, once a year at least. */
async function whyAsked(
  ctx: AppContext,
  application: CurrentApplication,
  { approval }: Enrollment,
  approvedBy: PersonRef,
): Promise<readonly SecondReason[]> {
  if (approval === 'each') return ['each-time']
  const entitled = await entitlementOf(ctx, approvedBy, application.holder)
  const wanted = entitled === undefined ? [] : await reasonsForSecond(ctx, application, entitled.standing)
  if (approval === 'never' && wanted.length === 0) return []
  const since = ctx.clock.now().getTime() - YEAR_MS
  const agreed = application.rotations.some(
    ({ request, state, approvedAt }) =>
      request !== null && state !== 'proposed' && state !== 'cancelled' && approvedAt.getTime() > since,
  )
  if (agreed) return []
  return wanted.length > 0 ? wanted : ['each-time']
}
