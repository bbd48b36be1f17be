import { setTimeout } from 'node:timers/promises'
import type { Delivery } from '../../domain/delivery.ts'
import { hasCode, messageOf } from '../../domain/errors.ts'
import { isReachable, type Person } from '../../domain/person.ts'
import type { PlannedNotification } from '../../domain/plan.ts'
import type { Situation } from '../../domain/situation.ts'
import { deliverCard } from '../../notify/deliver-card.ts'
import { deliverList } from '../../notify/deliver-list.ts'
import { saveRefusal } from '../../notify/save-refusal.ts'
import type { Outcome } from '../../notify/send-to.ts'
import { stillDue } from '../../plan/still-due.ts'
import type { AppContext, Lease } from '../../ports.ts'
import { gatherDecided } from '../../scan/gather-situation.ts'
import { showAnswers } from '../answers/show-answers.ts'

/** Decisions and accounts are read again this often, in messages: often enough for people, seldom enough for the tables. */
const CHUNK = 100
/** Longer waits are left to the outbox. */
const MAX_PAUSE_MS = 2_000

/** What one delivery run knows and counts. */
export interface DeliveryRun {
  readonly ctx: AppContext
  readonly leases: readonly Lease[]
  situation: Situation
  sent: number
  waiting: number
  /** Messages that Teams refused without a reason of the recipient's. */
  unexplained: number
  /** Sending more would be of no use now. */
  isStopped: boolean
  /** Teams takes nothing before; null: it has not asked to wait. */
  pausedUntilAt: Date | null
  readonly problems: string[]
}

/**
 * Tries each message once, and those whose answer was lost once more. Returns the messages that were refused for good,
 * which are still in the outbox; what was sent or is not due any more has left it.
 */
export async function deliverQueue(run: DeliveryRun, queue: readonly Delivery[]): Promise<Delivery[]> {
  const refused: Delivery[] = []
  const again: Delivery[] = []
  const untried = new Set(queue)
  await readDecisions(run)
  for (let start = 0; start < queue.length && !run.isStopped; start += CHUNK) {
    const chunk = queue.slice(start, start + CHUNK)
    const sent = await deliverChunk(run, chunk, untried, refused, again)
    await readDecisions(run)
    run.problems.push(...(await showAnswers(run.ctx, sent, run.situation)))
  }
  run.waiting += untried.size
  await pause(run, [...untried, ...again])
  if (again.length > 0 && !run.isStopped) {
    await setTimeout(MAX_PAUSE_MS)
    run.waiting -= again.length
    refused.push(...(await deliverQueue(run, again)))
  }
  return refused
}

async function deliverChunk(
  run: DeliveryRun,
  chunk: readonly Delivery[],
  untried: Set<Delivery>,
  refused: Delivery[],
  again: Delivery[],
): Promise<PlannedNotification[]> {
  const people = await livePeople(run, chunk)
  const done: Delivery[] = []
  const sent: PlannedNotification[] = []
  for (const delivery of chunk) {
    for (const lease of run.leases) lease.assertHeld()
    if (run.isStopped) break
    untried.delete(delivery)
    const due = stillDue(delivery, run.situation)
    const outcome = due === undefined ? 'not-due' : await tryOne(run, due, people, again)
    if (outcome === 'refused') refused.push(due ?? delivery)
    if (outcome === 'sent') sent.push(...delivery.cards)
    if (outcome === 'sent' || outcome === 'not-due') done.push(delivery)
  }
  await run.ctx.outbox.remove(done)
  return sent
}

/** The limit is one for all people, so what is left waits as long as the message that ran into it. */
async function pause({ ctx, pausedUntilAt }: DeliveryRun, left: readonly Delivery[]): Promise<void> {
  if (pausedUntilAt === null) return
  await ctx.outbox.put(left.map((delivery) => ({ ...delivery, notBeforeAt: pausedUntilAt })))
}

async function readDecisions(run: DeliveryRun): Promise<void> {
  run.situation = { ...run.situation, ...(await gatherDecided(run.ctx)) }
}

async function tryOne(
  run: DeliveryRun,
  delivery: Delivery,
  people: ReadonlyMap<string, Person> | undefined,
  again: Delivery[],
): Promise<Outcome['is']> {
  try {
    const outcome = await deliver(run, delivery, people)
    if (outcome.is === 'sent') run.sent += 1
    if (outcome.is === 'refused' && outcome.reason === 'refused') run.unexplained += 1
    if (outcome.is === 'later') await postpone(run, delivery, outcome, again)
    return outcome.is
  } catch (error) {
    const { objectId } = delivery.cards[0].holder
    run.problems.push(`Could not tell anyone about application ${objectId}: ${messageOf(error)}`)
    run.ctx.log.error({ objectId, error: messageOf(error) }, 'Delivery failed')
    run.waiting += 1
    // What cannot be recorded would be sent again and again, so nothing more is sent.
    run.isStopped = hasCode(error, 'tables-unreachable', 'tables-denied', 'tables-refused')
    return 'later'
  }
}

async function postpone(
  run: DeliveryRun,
  delivery: Delivery,
  { reason, waitMs }: Outcome & { is: 'later' },
  again: Delivery[],
): Promise<void> {
  const notBeforeAt = new Date(run.ctx.clock.now().getTime() + waitMs)
  const next = { ...delivery, tries: delivery.tries + 1, notBeforeAt }
  await run.ctx.outbox.put([next])
  run.waiting += 1
  if (reason === 'throttled') {
    run.isStopped = true
    run.pausedUntilAt = notBeforeAt
    run.problems.push('Teams asked to wait for longer than a pass may take; the rest is sent as soon as it may be.')
  } else if (waitMs <= MAX_PAUSE_MS) again.push(next)
}

async function deliver(
  { ctx, situation }: DeliveryRun,
  delivery: Delivery,
  people: ReadonlyMap<string, Person> | undefined,
): Promise<Outcome> {
  const [card, ...others] = delivery.cards
  const { person, reason } = card.recipient
  const live = people?.get(person.personId)
  const isAccount = reason.is !== 'administratorsChannel' && people !== undefined
  if (isAccount && (live === undefined || !isReachable(live))) {
    for (const one of delivery.cards) await saveRefusal(ctx, one, 'no-account')
    return { is: 'refused', reason: 'no-account' }
  }
  return others.length === 0
    ? deliverCard(ctx, card, situation, live, delivery.tries)
    : deliverList(ctx, delivery, situation, live)
}

/** Accounts as Entra shows them now; undefined when they cannot be read, which must not keep anybody from being told. */
async function livePeople(
  { ctx, problems }: DeliveryRun,
  chunk: readonly Delivery[],
): Promise<ReadonlyMap<string, Person> | undefined> {
  try {
    return await ctx.directory.people(chunk.map(({ person }) => person.personId))
  } catch (error) {
    const problem = `Could not read whether recipients still have their accounts: ${messageOf(error)}`
    if (!problems.includes(problem)) problems.push(problem)
    return undefined
  }
}
