import { type Credential, DAY_MS } from './credential.ts'
import type { HolderRef } from './holder.ts'
import type { PersonRef } from './person.ts'
import type { Rotation } from './rotation.ts'

const HOUR_MS = DAY_MS / 24
const WEEK_HOURS = 7 * 24

export const approvalRules = ['each', 'yearly', 'never'] as const
/** How often a person has to agree. */
export type ApprovalRule = (typeof approvalRules)[number]

/** An application whose secret is rotated by the schedule, without anyone clicking. */
export interface Enrollment {
  readonly holder: HolderRef
  /** The secret that was enrolled; what replaced it since follows from the rotations. */
  readonly keyId: string
  /** Of new secrets, in days, 1 to 730. */
  readonly lifetimeDays: number
  readonly rotateBefore: RotateBefore
  /** How long an old secret stays once the new one is everywhere, 1 to 720; null: as long as keeps a week of overlap. */
  readonly soakHours: number | null
  readonly approval: ApprovalRule
  /** IANA zone of the hours and days below. */
  readonly timeZone: string
  /** Nothing is started from the first to the second, e.g. `22:00` to `06:00`. */
  readonly quietHours: { readonly from: string; readonly to: string } | null
  /** Change freezes, both days included, as `2026-12-20`. */
  readonly freezes: readonly { readonly from: string; readonly to: string }[]
  readonly enrolledBy: PersonRef
  readonly enrolledAt: Date
}

/** When less than so much is left. */
export type RotateBefore = { readonly hours: number } | { readonly percent: number }

/** What an owner gets without choosing: a week of overlap, or a third of a life that is too short for that. */
export function defaultRotateBefore(lifetimeDays: number): RotateBefore {
  return lifetimeDays > 14 ? { hours: WEEK_HOURS } : { percent: 33 }
}

/**
 * How long the old secret stays beside the new one. Without choosing a week, so that what uses it has time to follow, or
 * until it ends by itself; `leastHours` is the tenant's.
 */
export function soakHoursOf(
  { soakHours }: Pick<Enrollment, 'soakHours'>,
  { endAt }: Pick<Credential, 'endAt'>,
  now: Date,
  leastHours: number,
): number {
  if (soakHours !== null) return soakHours
  const leftHours = endAt === null ? WEEK_HOURS : Math.ceil((endAt.getTime() - now.getTime()) / HOUR_MS)
  return Math.max(leastHours, Math.min(WEEK_HOURS, leftHours))
}

/** The newest secret in the line that began with the enrolled one. */
export function currentKeyId(enrollment: Pick<Enrollment, 'keyId'>, rotations: readonly Rotation[]): string {
  return lineOf(enrollment, rotations).at(-1) ?? enrollment.keyId
}

/** The enrolled secret and all that took its place, oldest first. */
export function lineOf({ keyId }: Pick<Enrollment, 'keyId'>, rotations: readonly Rotation[]): readonly string[] {
  const next = new Map(
    rotations.flatMap(({ old, newKeyId, state }) =>
      newKeyId === null || state === 'failed' || state === 'cancelled' ? [] : [[old.keyId, newKeyId] as const],
    ),
  )
  const line = [keyId]
  for (let after = next.get(keyId); after !== undefined && !line.includes(after); after = next.get(after)) {
    line.push(after)
  }
  return line
}

/**
 * When its rotation is due; null: it has no end. A secret may live shorter than was asked for, because the tenant's
 * policy cuts it; without a limit by its real life it would be due as soon as it was made, and so would the next one.
 */
export function dueAt(
  { rotateBefore, lifetimeDays }: Pick<Enrollment, 'rotateBefore' | 'lifetimeDays'>,
  { startAt, endAt }: Pick<Credential, 'startAt' | 'endAt'>,
): Date | null {
  if (endAt === null) return null
  const lifeMs = startAt === null ? lifetimeDays * DAY_MS : Math.max(0, endAt.getTime() - startAt.getTime())
  const leadMs =
    'hours' in rotateBefore ? Math.min(rotateBefore.hours * HOUR_MS, lifeMs / 2) : (lifeMs * rotateBefore.percent) / 100
  return new Date(endAt.getTime() - leadMs)
}
