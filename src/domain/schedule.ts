import type { Snooze } from './approval.ts'
import { type Credential, DAY_MS, isExpiredAt } from './credential.ts'
import { dueAt, type Enrollment } from './enrollment.ts'
import type { PersonRef } from './person.ts'
import { isQuiet, quietEndsAt } from './quiet-time.ts'
import { openStates, type Rotation, runningStates } from './rotation.ts'

/** What the schedule looks at beside the settings: one enrolled secret and what is known about its application. */
export interface Scheduled {
  readonly credential: Pick<Credential, 'keyId' | 'startAt' | 'endAt'>
  readonly rotations: readonly Rotation[]
  readonly snoozes: readonly Snooze[]
}

/** What keeps the schedule from rotating a secret. */
export type Hindrance =
  | { readonly is: 'expired' }
  /** Its quiet time lasts past its end. */
  | { readonly is: 'tooLate'; readonly untilAt: Date }
  | { readonly is: 'declined'; readonly by: PersonRef }
  /** The schedule asked, and nobody agreed. */
  | { readonly is: 'notAgreed'; readonly rotationId: string; readonly problem: string | null }
  /** It asked, and the answer is open. */
  | { readonly is: 'asked' }
  /** `needsPerson`: it stands still until somebody decides. */
  | { readonly is: 'beingRotated'; readonly needsPerson: boolean }
  | { readonly is: 'otherRotation' }
  | { readonly is: 'failed'; readonly untilAt: Date }
  | { readonly is: 'quiet'; readonly untilAt: Date }

/** What has just failed or was undone is not begun again at once: its people have been told. */
const RETRY_AFTER_MS = DAY_MS

/**
 * The first thing that keeps the schedule from rotating it, in the order in which people have to know; undefined: it
 * starts as soon as it is due. What passes by itself counts only once it is due.
 */
export function hindranceOf(enrollment: Enrollment, scheduled: Scheduled, now: Date): Hindrance | undefined {
  const { credential } = scheduled
  if (isExpiredAt(credential, now)) return { is: 'expired' }
  const due = dueAt(enrollment, credential)
  return (
    decisionAgainst(enrollment, scheduled, now) ??
    tooLate(enrollment, scheduled) ??
    (due !== null && due <= now ? passingHindrance(enrollment, scheduled, now) : undefined)
  )
}

function decisionAgainst(
  { enrolledAt }: Enrollment,
  { credential, rotations, snoozes }: Scheduled,
  now: Date,
): Hindrance | undefined {
  const { keyId } = credential
  const declined = snoozes.find((one) => one.keyId === keyId && one.isDeclined && one.untilAt > now)
  if (declined !== undefined) return { is: 'declined', by: declined.snoozedBy }
  // Whoever enrolls it again wants it asked for again.
  const ended = rotations.find((one) => one.old.keyId === keyId && wasNotAgreed(one) && one.changedAt > enrolledAt)
  return ended && { is: 'notAgreed', rotationId: ended.rotationId, problem: ended.problem }
}

/** A request of the schedule that was declined or that nobody answered: it ended before anything was begun. */
function wasNotAgreed({ state, attempt, request }: Rotation): boolean {
  return state === 'cancelled' && attempt === 0 && request !== null && request.requestedBy === null
}

function tooLate(enrollment: Enrollment, { credential }: Scheduled): Hindrance | undefined {
  const startAt = startsAt(enrollment, credential)
  const isLate = startAt !== null && credential.endAt !== null && startAt >= credential.endAt
  return isLate ? { is: 'tooLate', untilAt: startAt } : undefined
}

function passingHindrance(
  enrollment: Enrollment,
  { credential: { keyId }, rotations }: Scheduled,
  now: Date,
): Hindrance | undefined {
  const open = rotations.filter(({ state }) => openStates.includes(state))
  const own = open.find(({ old, newKeyId, state }) => {
    // While the one before is soaking, this one is in use everywhere.
    return old.keyId === keyId || (newKeyId === keyId && state !== 'soaking')
  })
  if (own?.state === 'proposed') return { is: 'asked' }
  if (own !== undefined) return { is: 'beingRotated', needsPerson: !runningStates.includes(own.state) }
  // Two rotations at work would write to the same destinations at the same time.
  if (open.some(({ state }) => runningStates.includes(state) && state !== 'soaking')) return { is: 'otherRotation' }

  const last = rotations.find(({ old }) => old.keyId === keyId)
  const retryAt = last && new Date(last.changedAt.getTime() + RETRY_AFTER_MS)
  if (retryAt !== undefined && retryAt > now) return { is: 'failed', untilAt: retryAt }
  return isQuiet(enrollment, now) ? { is: 'quiet', untilAt: quietEndsAt(enrollment, now) } : undefined
}

/** When its rotation starts if nothing else is in its way: when it is due, or when the quiet time of then has ended. */
export function startsAt(enrollment: Enrollment, credential: Pick<Credential, 'startAt' | 'endAt'>): Date | null {
  const due = dueAt(enrollment, credential)
  if (due === null) return null
  // What was due before it was enrolled is rotated at the next look, so it counts from then.
  return quietEndsAt(enrollment, due > enrollment.enrolledAt ? due : enrollment.enrolledAt)
}

/** A rotation that starts this late has something in its way, and its owners have to know. */
const OVERDUE_MS = 2 * DAY_MS

/**
 * Until when the schedule answers the alerts about a secret; null: it does not. People need time as well, so it is never
 * more than half of what is left when the rotation could have started.
 */
export function answersAlertsUntil(enrollment: Enrollment, scheduled: Scheduled, now: Date): Date | null {
  const { credential } = scheduled
  const startAt = startsAt(enrollment, credential)
  const hindrance = hindranceOf(enrollment, scheduled, now)
  if (startAt === null || credential.endAt === null) return null
  if (hindrance !== undefined && hindrance.is !== 'quiet') return null
  const leftMs = credential.endAt.getTime() - startAt.getTime()
  return new Date(startAt.getTime() + Math.min(OVERDUE_MS, leftMs / 2))
}
