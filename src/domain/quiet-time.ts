import { DAY_MS } from './credential.ts'
import type { Enrollment } from './enrollment.ts'

const MINUTE_MS = 60_000

type QuietTime = Pick<Enrollment, 'timeZone' | 'quietHours' | 'freezes'>

/** Whether nothing is to be changed now, by its owner's clock. */
export function isQuiet(quietTime: QuietTime, now: Date): boolean {
  return msOfQuiet(quietTime, now) > 0
}

/** When something may be changed again: `now` where it may be now. */
export function quietEndsAt(quietTime: QuietTime, now: Date): Date {
  let at = now
  // One quiet time may end in another; where the clocks change, a step may come out an hour short.
  for (let ms = msOfQuiet(quietTime, at); ms > 0; ms = msOfQuiet(quietTime, at)) at = new Date(at.getTime() + ms)
  return at
}

/**
 * Until when a change that people want waits; null: it need not. What must happen before `endAt` does not wait past it,
 * since an application without a valid credential is worse than a change in its quiet time.
 */
export function waitsUntil(quietTime: QuietTime, now: Date, endAt: Date | null): Date | null {
  const until = quietEndsAt(quietTime, now)
  return until > now && (endAt === null || until < endAt) ? until : null
}

/** By the clock on the wall, to the end of the freeze or of the quiet hours. */
function msOfQuiet({ timeZone, quietHours, freezes }: QuietTime, at: Date): number {
  const { day, time } = localTime(at, timeZone)
  const freeze = freezes.find(({ from, to }) => from <= day && day <= to)
  if (freeze !== undefined) {
    const days = (Date.parse(freeze.to) - Date.parse(day)) / DAY_MS + 1
    return days * DAY_MS - minutesOf(time) * MINUTE_MS - (at.getTime() % MINUTE_MS)
  }
  if (quietHours === null) return 0
  const { from, to } = quietHours
  const isNow = from <= to ? from <= time && time < to : time >= from || time < to
  if (!isNow) return 0
  const minutes = (minutesOf(to) - minutesOf(time) + 24 * 60) % (24 * 60)
  return minutes * MINUTE_MS - (at.getTime() % MINUTE_MS)
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

function localTime(now: Date, timeZone: string): { readonly day: string; readonly time: string } {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]))
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  return { day: `${of('year')}-${of('month')}-${of('day')}`, time: `${of('hour')}:${of('minute')}` }
}
