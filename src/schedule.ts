import { Cron } from 'croner'
import type { Schedule } from './ports.ts'

/** A cron pattern in an IANA zone. It only tells instants: whether a pass is due is read from the stored passes. */
export function createSchedule(pattern: string, timeZone: string): Schedule {
  const cron = new Cron(pattern, { timezone: timeZone, paused: true })
  return { nextAfter: (instant) => cron.nextRun(instant) }
}
