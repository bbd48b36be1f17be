import { DAY_MS, daysLeft } from '../domain/credential.ts'
import { capitalized } from './capitalized.ts'
import { grouped } from './count-words.ts'

/** Ends further away than this were written as "never": PowerShell's 2299, .NET's 9999. */
const NEVER_MS = 50 * 365 * DAY_MS

const NO_END = 'no end date known'

/** The day in the reader's language and time zone; Teams fills it in. Only for Keyturn's own text. */
export function dateMacro(at: Date): string {
  return isShowable(at) ? `{{DATE(${instant(at)}, SHORT)}}` : 'an unknown date'
}

/** Day and time of day, as the reader writes them. */
export function dateTimeMacro(at: Date): string {
  return isShowable(at) ? `${dateMacro(at)} at {{TIME(${instant(at)})}}` : 'an unknown time'
}

/** The time of day alone, where the day stands beside it. */
export function timeMacro(at: Date): string {
  return isShowable(at) ? `{{TIME(${instant(at)})}}` : ''
}

/** "in 6 days", "tomorrow", "expired 3 days ago"; "today" and "tomorrow" by the UTC calendar. */
export function dayCount(endAt: Date | null, now: Date): string {
  const days = daysLeft(endAt, now)
  if (endAt === null || days === null || Number.isNaN(days)) return NO_END
  if (isNever(endAt, now)) return 'never expires'
  const sameDay = endAt.toISOString().slice(0, 10) === now.toISOString().slice(0, 10)
  if (days > 1) return `in ${grouped(days)} days`
  if (days === 1) return sameDay ? 'today' : 'tomorrow'
  if (days === 0) return sameDay ? 'expired today' : 'expired yesterday'
  return days === -1 ? 'expired 1 day ago' : `expired ${grouped(-days)} days ago`
}

/** A predicate without date: "expires in 6 days", "expired today", "never expires", "has no known end date". */
export function expiryPhrase(endAt: Date | null, now: Date): string {
  const count = dayCount(endAt, now)
  if (count === NO_END) return 'has no known end date'
  return /^(expired|never)/.test(count) ? count : `expires ${count}`
}

/** A line of its own: the day count and, where there is one, the date. */
export function expiryLine(endAt: Date | null, now: Date): string {
  if (dayCount(endAt, now) === NO_END) return capitalized(NO_END)
  const date = endDate(endAt, now)
  return `${capitalized(expiryPhrase(endAt, now))}${date === '' ? '' : `, on ${date}`}`
}

/** Empty where the end is unknown, never, or no day that a client can show. */
export function endDate(endAt: Date | null, now: Date): string {
  return endAt === null || isNever(endAt, now) || !isShowable(endAt) ? '' : dateMacro(endAt)
}

/** "until Nov 27", or that there is no end; for the end of a new credential. */
export function untilWords(endAt: Date | null, now: Date): string {
  if (endAt === null) return 'with no known end date'
  return isNever(endAt, now) ? 'without end' : `until ${dateMacro(endAt)}`
}

function isNever(endAt: Date, now: Date): boolean {
  return endAt.getTime() - now.getTime() > NEVER_MS
}

/** Renderers leave a macro they cannot read on screen as raw text, so odd years never become one. */
function isShowable(at: Date): boolean {
  const year = at.getUTCFullYear()
  return year >= 1900 && year <= 9998
}

function instant(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`
}
