import { type Credential, DAY_MS, isExpiredAt, isValidAt } from './credential.ts'

/** The alert due for a credential; later stages are more urgent. */
export const stages = ['first', 'second', 'third', 'expired'] as const
export type Stage = (typeof stages)[number]

/** Days before the end at which the first, second and third alert fall due; strictly falling. */
export type AlertDays = readonly [first: number, second: number, third: number]

/** The latest stage that a credential has reached, by the instant its end falls. */
export function stageReached(
  credential: Pick<Credential, 'endAt'>,
  now: Date,
  alertDays: AlertDays,
): Stage | undefined {
  if (credential.endAt === null) return undefined
  if (isExpiredAt(credential, now)) return 'expired'
  const remaining = credential.endAt.getTime() - now.getTime()
  if (remaining <= alertDays[2] * DAY_MS) return 'third'
  if (remaining <= alertDays[1] * DAY_MS) return 'second'
  if (remaining <= alertDays[0] * DAY_MS) return 'first'
  return undefined
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
