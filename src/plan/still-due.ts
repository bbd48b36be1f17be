import type { Delivery } from '../domain/delivery.ts'
import type { PlannedNotification } from '../domain/plan.ts'
import type { Situation } from '../domain/situation.ts'
import { isDueTo } from './plan-pass.ts'
import { silenceOf } from './policy-checks.ts'

/**
 * What is left of a message as things stand now: the same object while nothing has changed, undefined once a decision
 * has answered all of it or it was delivered already.
 */
export function stillDue(delivery: Delivery, situation: Situation): Delivery | undefined {
  const left = delivery.cards.flatMap((card) => cardStillDue(card, situation) ?? [])
  const [first, ...more] = left
  if (first === undefined) return undefined
  return left.every((card, index) => card === delivery.cards[index])
    ? delivery
    : { ...delivery, cards: [first, ...more] }
}

function cardStillDue(card: PlannedNotification, situation: Situation): PlannedNotification | undefined {
  const [first, ...more] = card.findings.filter((finding) => silenceOf(finding, situation) === undefined)
  if (first === undefined) return undefined
  if (![first, ...more].some((finding) => isDueTo(card.recipient, finding, situation))) return undefined
  return more.length + 1 === card.findings.length ? card : { ...card, findings: [first, ...more] }
}
