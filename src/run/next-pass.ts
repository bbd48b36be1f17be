import { earliest } from '../domain/earliest.ts'
import { repeatedAt } from '../domain/scan-summary.ts'
import type { AppContext } from '../ports.ts'

/**
 * At once when the last pass never ended (its process died) or one was missed while nothing ran; soon where it could
 * read nothing; else by the schedule, which for a tenant without any pass begins when the service does. Null: the
 * schedule has no further time.
 */
export async function nextPassAt(ctx: Pick<AppContext, 'passes' | 'schedule'>, startedAt: Date): Promise<Date | null> {
  const last = await ctx.passes.last()
  if (last === undefined) return ctx.schedule.nextAfter(startedAt)
  if (last.endedAt === null) return last.startedAt
  const bySchedule = ctx.schedule.nextAfter(last.startedAt)
  return earliest([bySchedule, last.summary && repeatedAt(last.endedAt, last.summary)])
}
