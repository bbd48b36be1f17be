import { consentOfPeople } from '../../decide/unattended/consent-of-people.ts'
import { currentKeyId, dueAt, type Enrollment } from '../../domain/enrollment.ts'
import { hindranceOf, type Scheduled } from '../../domain/schedule.ts'
import type { AppContext, StoredRotation } from '../../ports.ts'
import { startRotation } from '../../rotate/start-rotation.ts'
import { readApplication } from '../../scan/read-application.ts'
import { runRequest, startRequest } from '../requests/run-requests.ts'
import { underLease } from '../under-lease.ts'
import { recordRefusal } from './record-refusal.ts'
import { runRotation, showEverywhere } from './run-rotations.ts'
import { tellOfStop } from './tell-of-stop.ts'

/** One process starts them: two would record, and tell, each refusal twice. */
const LEASE = 'enrollments'

/** Starts what is due by the schedule of its owners. One that fails does not stop the others. */
export async function runEnrollments(ctx: AppContext): Promise<void> {
  if (ctx.policy.dryRun) return
  const enrollments = await ctx.enrollments.all()
  if (enrollments.length > 0) await underLease(ctx, LEASE, () => runEach(ctx, enrollments))
}

async function runEach(ctx: AppContext, enrollments: readonly Enrollment[]): Promise<void> {
  for (const enrollment of enrollments) {
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
  if (!(await mayStart(ctx, enrollment)) || !(await isInForce(ctx, enrollment))) return
  const application = await readApplication(ctx, holder.kind, holder.objectId)
  if (application === undefined) return
  const keyId = currentKeyId(enrollment, application.rotations)
  const credential = application.holder.credentials.find((one) => one.keyId === keyId)
  if (credential === undefined || !isToStart(enrollment, { ...application, credential }, application.now)) return

  const consent = await consentOfPeople(ctx, application, enrollment)
  if (consent.is === 'nobody') {
    ctx.log.warn({ objectId: holder.objectId }, 'Nobody answers for an unattended rotation; its alerts go on')
    return
  }
  const reason = `Unattended, as ${enrollment.enrolledBy.displayName ?? 'an owner'} set it up`
  const order = { holder: application.holder, credential, approvedBy: consent.by, reason, isUnattended: true }
  // Before anybody is asked to agree to what cannot be.
  if (await recordRefusal(ctx, order)) return showEverywhere(ctx, holder)
  if (consent.is === 'wanted') {
    await startRequest(ctx, application, { credential, reason, by: null, because: consent.because })
    const asked = await rotationOf(ctx, enrollment, keyId)
    if (asked?.state === 'proposed') await runRequest(ctx, asked)
    return
  }
  await startRotation(ctx, order)
  const started = await rotationOf(ctx, enrollment, keyId)
  if (started !== undefined) await runRotation(ctx, started)
}

/** Its owner may have changed or ended it while others were being rotated. */
async function isInForce(ctx: AppContext, { holder, enrolledAt }: Enrollment): Promise<boolean> {
  return (await ctx.enrollments.of(holder.objectId))?.enrolledAt.getTime() === enrolledAt.getTime()
}

async function rotationOf(ctx: AppContext, { holder }: Enrollment, keyId: string): Promise<StoredRotation | undefined> {
  return (await ctx.rotations.about(holder.objectId)).find(({ old }) => old.keyId === keyId)
}

/** By what is stored, so that nothing has to be read from Entra for what is far from due or has to wait. */
async function mayStart(ctx: AppContext, enrollment: Enrollment): Promise<boolean> {
  const { objectId } = enrollment.holder
  const [rotations, { snoozes }, seen] = await Promise.all([
    ctx.rotations.about(objectId),
    ctx.approvals.about(objectId),
    ctx.holders.get(objectId),
  ])
  const keyId = currentKeyId(enrollment, rotations)
  const made = rotations.find(({ newKeyId }) => newKeyId === keyId)
  // What was made since the last pass is known by its rotation alone.
  const known =
    seen?.credentials.find((one) => one.keyId === keyId) ??
    (made && { keyId, startAt: made.escrowedAt, endAt: made.newEndAt })
  if (known === undefined) return false
  const now = ctx.clock.now()
  const scheduled = { credential: known, rotations, snoozes }
  const hindrance = hindranceOf(enrollment, scheduled, now)
  if (hindrance?.is === 'notAgreed') await tellOfStop(ctx, enrollment, keyId, hindrance)
  return isToStart(enrollment, scheduled, now)
}

function isToStart(enrollment: Enrollment, scheduled: Scheduled, now: Date): boolean {
  const due = dueAt(enrollment, scheduled.credential)
  return due !== null && due <= now && hindranceOf(enrollment, scheduled, now) === undefined
}
