import type { Delivery } from '../../domain/delivery.ts'
import type { PlannedNotification } from '../../domain/plan.ts'
import type { Situation } from '../../domain/situation.ts'
import { groupDeliveries } from '../../plan/group-deliveries.ts'
import { planFallback } from '../../plan/plan-fallback.ts'
import type { AppContext, Lease } from '../../ports.ts'
import { gatherPeople } from '../../scan/gather-people.ts'
import { type DeliveryRun, deliverQueue } from './deliver-queue.ts'

export interface DeliveryCounts {
  readonly sent: number
  /** Cards that nobody in line could be told by. */
  readonly undelivered: number
  /** Tried again by themselves. */
  readonly waiting: number
  readonly problems: readonly string[]
}

/**
 * Sends what is in the outbox, one after the other, while people go on deciding: what was answered meanwhile is not sent,
 * and behind somebody who cannot be told the next in line is. A message leaves the outbox when it needs no sending any
 * more, so that a crash repeats at most the one in flight.
 */
export async function deliverAll(
  ctx: AppContext,
  deliveries: readonly Delivery[],
  situation: Situation,
  leases: readonly Lease[],
): Promise<DeliveryCounts> {
  const state = { sent: 0, waiting: 0, unexplained: 0, isStopped: false, pausedUntilAt: null, problems: [] }
  const run: DeliveryRun = { ctx, leases, situation, ...state }
  const failed = new Map<string, Set<string>>()
  let undelivered = 0
  let queue = deliveries
  while (queue.length > 0 && !run.isStopped) {
    const refused = await deliverQueue(run, queue)
    const next = await nextInLine(run, refused, failed)
    undelivered += next.lost
    queue = next.deliveries
  }
  const waiting = run.waiting === 0 ? [] : [waitingSentence(run.waiting)]
  const refused = run.sent > 0 || run.unexplained === 0 ? [] : [refusedSentence(run.unexplained)]
  return { sent: run.sent, undelivered, waiting: run.waiting, problems: [...run.problems, ...waiting, ...refused] }
}

/** Nobody was told at all. That somebody has not installed the bot, or blocked it, is no problem of the pass. */
function refusedSentence(count: number): string {
  return `Teams refused ${count === 1 ? 'one message' : `${count} messages`} for no reason of the recipients': check BOT_ID, its credentials and the Teams channel of the bot registration. /status names the applications.`
}

function waitingSentence(count: number): string {
  return `${count === 1 ? 'One message' : `${count} messages`} could not be sent yet; the service tries again by itself.`
}

/** Whom to tell in the place of those who could not be. They are in the outbox before the refused ones leave it. */
async function nextInLine(
  { ctx, situation, pausedUntilAt, problems }: DeliveryRun,
  refused: readonly Delivery[],
  failed: Map<string, Set<string>>,
): Promise<{ deliveries: readonly Delivery[]; lost: number }> {
  if (refused.length === 0) return { deliveries: [], lost: 0 }
  const cards = refused.flatMap((delivery) => delivery.cards)
  for (const { holder, recipient } of cards) {
    const before = failed.get(holder.objectId) ?? new Set()
    failed.set(holder.objectId, before.add(recipient.person.personId))
  }
  const findings = cards.flatMap((card) => card.findings)
  const line = { ...situation, ...(await gatherPeople(ctx, findings, problems)) }
  const next = new Map<string, PlannedNotification>()
  let lost = 0
  for (const card of cards) {
    const { objectId } = card.holder
    const fallback = planFallback(card, line, failed.get(objectId) ?? new Set())
    for (const one of fallback.cards) next.set(`${objectId}:${one.recipient.person.personId}`, one)
    if (fallback.cards.length === 0 && !fallback.isCovered) lost += 1
  }
  const planned = groupDeliveries([...next.values()], ctx.clock.now())
  const deliveries = planned.map((one) => ({ ...one, notBeforeAt: pausedUntilAt ?? one.notBeforeAt }))
  await ctx.outbox.put(deliveries)
  await ctx.outbox.remove(refused)
  return { deliveries, lost }
}
