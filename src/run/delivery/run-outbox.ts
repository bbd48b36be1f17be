import type { Delivery } from '../../domain/delivery.ts'
import { earliest } from '../../domain/earliest.ts'
import type { Plan } from '../../domain/plan.ts'
import type { Situation } from '../../domain/situation.ts'
import { completeList } from '../../notify/deliver-list.ts'
import { groupDeliveries } from '../../plan/group-deliveries.ts'
import type { AppContext, Lease } from '../../ports.ts'
import { gatherSituation } from '../../scan/gather-situation.ts'
import { underLease } from '../under-lease.ts'
import { type DeliveryCounts, deliverAll } from './deliver-all.ts'

/** One process at a time delivers; a pass and the work between passes keep out of each other's way by it. */
const LEASE = 'delivery'

/**
 * What a pass planned takes the place of what earlier ones left in the outbox: whatever of it is still due was planned
 * again. All of it is stored before the first message is sent.
 */
export async function deliverPlanned(
  ctx: AppContext,
  notifications: Plan['notifications'],
  situation: Situation,
  pass: Lease,
): Promise<DeliveryCounts> {
  const lease = await ctx.leases.acquire(LEASE)
  const left = await ctx.outbox.all()
  const deliveries = groupDeliveries(notifications, situation.now)
  await ctx.outbox.put(deliveries)
  // Another process is delivering what is left; it takes these too.
  if (lease === undefined) return { sent: 0, undelivered: 0, waiting: deliveries.length, problems: [] }
  try {
    await dropLeft(ctx, left, deliveries)
    return await deliverAll(ctx, deliveries, situation, [pass, lease])
  } finally {
    await lease.release()
  }
}

async function dropLeft(ctx: AppContext, left: readonly Delivery[], planned: readonly Delivery[]): Promise<void> {
  const keyOf = ({ person, deliveryId }: Delivery) => `${person.personId}:${deliveryId}`
  const isPlanned = new Set(planned.map(keyOf))
  for (const delivery of left.filter(isList)) await completeList(ctx, delivery)
  await ctx.outbox.remove(left.filter((delivery) => !isPlanned.has(keyOf(delivery))))
}

/** Between passes: sends what had to wait, and what a crash left behind. Returns when the first is due; null: nothing waits. */
export async function runOutbox(ctx: AppContext): Promise<Date | null> {
  const all = await ctx.outbox.all()
  const now = ctx.clock.now()
  await deliverDue(
    ctx,
    all.filter(({ notBeforeAt }) => notBeforeAt <= now),
  )
  return earliest(all.map(({ notBeforeAt }) => notBeforeAt))
}

async function deliverDue(ctx: AppContext, due: readonly Delivery[]): Promise<void> {
  if (due.length === 0) return
  await underLease(ctx, LEASE, async (lease) => {
    const completed = new Set<Delivery>()
    for (const delivery of due.filter(isList)) if (await completeList(ctx, delivery)) completed.add(delivery)
    await ctx.outbox.remove([...completed])
    const left = due.filter((delivery) => !completed.has(delivery))
    const problems: string[] = []
    const findings = left.flatMap(({ cards }) => cards.flatMap((card) => card.findings))
    const counts = await deliverAll(ctx, left, await gatherSituation(ctx, findings, problems), [lease])
    ctx.log.info({ ...counts, problems: [...problems, ...counts.problems] }, 'Delivered what had waited')
  })
}

function isList({ cards }: Delivery): boolean {
  return cards.length > 1
}
