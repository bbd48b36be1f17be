import type { PlannedNotification } from '../domain/plan.ts'
import type { Decided } from '../domain/situation.ts'
import { type SentCounts, sendNotifications } from '../notify/send-notifications.ts'
import { updateCards } from '../notify/update-cards.ts'
import { stillDue } from '../plan/plan-pass.ts'
import type { AppContext, Lease } from '../ports.ts'
import { gatherDecided } from '../scan/gather-situation.ts'
import { readApplication } from '../scan/read-application.ts'

/** Decisions are read again this often, in cards: often enough for people, seldom enough for the tables. */
const CHUNK = 50

/**
 * Sends what the pass planned while people go on deciding: who was told by an earlier card of this pass may have
 * answered for everyone. What was answered meanwhile is not sent, and what was just sent is brought up to date.
 */
export async function sendPlanned(
  ctx: AppContext,
  planned: readonly PlannedNotification[],
  lease: Lease,
): Promise<SentCounts> {
  let total: SentCounts = { sent: 0, undelivered: 0, problems: [], isStopped: false }
  let decided = await gatherDecided(ctx)
  for (let start = 0; start < planned.length && !total.isStopped; start += CHUNK) {
    const due = planned.slice(start, start + CHUNK).flatMap((notification) => stillDue(notification, decided) ?? [])
    const counts = await sendNotifications(ctx, due, decided, lease)
    decided = await gatherDecided(ctx)
    const problems = [...counts.problems, ...(await showAnswers(ctx, due, decided))]
    total = {
      sent: total.sent + counts.sent,
      undelivered: total.undelivered + counts.undelivered,
      problems: [...total.problems, ...problems],
      isStopped: counts.isStopped,
    }
  }
  return total
}

/** A decision between the reading and the saved card has updated every card but this one. */
async function showAnswers(ctx: AppContext, sent: readonly PlannedNotification[], decided: Decided): Promise<string[]> {
  const problems: string[] = []
  const answered = sent.filter((notification) => stillDue(notification, decided) !== notification)
  for (const { holder } of new Map(answered.map((item) => [item.holder.objectId, item])).values()) {
    try {
      const application = await readApplication(ctx, holder.kind, holder.objectId)
      if (application !== undefined) await updateCards(ctx, application)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      problems.push(`Could not bring the cards of application ${holder.objectId} up to date: ${reason}`)
    }
  }
  return problems
}
