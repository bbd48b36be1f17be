import { type Credential, DAY_MS, isExpiredAt, isValidAt } from './credential.ts'

/** The alert due for a credential; later stages are more urgent. */
export const stages = ['first', 'second', 'third', 'expired'] as const
export type Stage = (typeof stages)[number]

/** Days before the end at which the first, second and third alert fall due; strictly falling. */
export type AlertDays = readonly [first: number, second: number, third: number]

/** Where 30, 14 and 7 days make no sense: a credential that lives shorter is told of in fractions of its life. */
const SHORT_LIFE_DAYS = 60
const fractions = [1 / 3, 1 / 6, 1 / 12] as const

/** How long before the end each of the three stages begins, in milliseconds. */
export function stageLeadsMs(
  { startAt, endAt }: Pick<Credential, 'startAt' | 'endAt'>,
  alertDays: AlertDays,
): readonly [first: number, second: number, third: number] {
  const lifeMs = startAt === null || endAt === null ? Number.POSITIVE_INFINITY : endAt.getTime() - startAt.getTime()
  const [first, second, third] = alertDays
  if (lifeMs <= 0 || lifeMs >= SHORT_LIFE_DAYS * DAY_MS) return [first * DAY_MS, second * DAY_MS, third * DAY_MS]
  return [lifeMs * fractions[0], lifeMs * fractions[1], lifeMs * fractions[2]]
}

/** The latest stage that a credential has reached, by the instant its end falls. */
export function stageReached(
  credential: Pick<Credential, 'startAt' | 'endAt'>,
  now: Date,
  alertDays: AlertDays,
): Stage | undefined {
  if (credential.endAt === null) return undefined
  if (isExpiredAt(credential, now)) return 'expired'
  const remaining = credential.endAt.getTime() - now.getTime()
  const [first, second, third] = stageLeadsMs(credential, alertDays)
  if (remaining <= third) return 'third'
  if (remaining <= second) return 'second'
  return remaining <= first ? 'first' : undefined
}

/** An expired credential needs attention only while nothing valid of its kind is left beside it. */
export function needsAttention(
  credential: Credential,
  beside: readonly Credential[],
  stage: Stage,
  now: Date,
): boolean {
  if (stage !== 'expired') return true
  return !beside.some((other) => other.kind === credential.kind && isValidAt(other, now))
}

/** Undefined counts as earlier than every stage. */
export function isLaterStage(stage: Stage, than: Stage | undefined): boolean {
  return than === undefined || stages.indexOf(stage) > stages.indexOf(than)
}

/** What one person was told of one credential. */
export interface Told {
  readonly stage: Stage
  readonly toldAt: Date
  /** Since when they know that it is at the second stage or later; from then on their silence counts. */
  readonly urgentAt: Date | null
}

export function toldNow(stage: Stage, before: Told | undefined, now: Date): Told {
  const isUrgent = stage !== 'first'
  return { stage, toldAt: now, urgentAt: isUrgent ? (before?.urgentAt ?? now) : null }
}

/** Both together; of one credential, what was told last. */
export function latestTold(
  one: Readonly<Record<string, Told>> | undefined,
  other: Readonly<Record<string, Told>>,
): Readonly<Record<string, Told>> {
  if (one === undefined) return other
  const newer = Object.entries(other).filter(([keyId, told]) => (one[keyId]?.toldAt ?? told.toldAt) <= told.toldAt)
  return { ...one, ...Object.fromEntries(newer) }
}
