import { DAY_MS } from './credential.ts'
import type { HolderRef } from './holder.ts'
import type { PersonRef } from './person.ts'

/** An administrator's decision that nobody is alerted about an application for a time. One for each; a later one replaces it. */
export interface Exclusion {
  readonly holder: HolderRef
  readonly excludedBy: PersonRef
  readonly excludedAt: Date
  readonly reason: string
  readonly untilAt: Date
}

/** An exclusion that nobody reviews hides real trouble sooner or later. */
export const MAX_EXCLUSION_DAYS = 365

export function isOpenAt({ untilAt }: Pick<Exclusion, 'untilAt'>, now: Date): boolean {
  return untilAt > now
}

export function exclusionEnd(now: Date, days: number): Date {
  return new Date(now.getTime() + days * DAY_MS)
}
