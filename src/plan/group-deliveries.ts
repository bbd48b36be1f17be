import type { Delivery } from '../domain/delivery.ts'
import type { PlannedNotification } from '../domain/plan.ts'

/** Somebody with more applications than this in one pass gets one list in place of a pile of cards. */
const MAX_CARDS = 5

/** What each person is sent: a few cards, or one list of many. */
export function groupDeliveries(notifications: readonly PlannedNotification[], now: Date): Delivery[] {
  const byPerson = Map.groupBy(notifications, ({ recipient }) => recipient.person.personId)
  return [...byPerson.values()].flatMap((cards) =>
    cards.length > MAX_CARDS ? listOf(cards, now) : cards.map((card) => deliveryOf(card, now)),
  )
}

export function deliveryOf(card: PlannedNotification, now: Date): Delivery {
  const { person } = card.recipient
  return { deliveryId: card.holder.objectId, person, cards: [card], tries: 0, notBeforeAt: now }
}

function listOf(cards: readonly PlannedNotification[], now: Date): Delivery[] {
  const [first, ...more] = cards.toSorted((a, b) => a.findings[0].daysLeft - b.findings[0].daysLeft)
  if (first === undefined) return []
  const { person } = first.recipient
  return [{ deliveryId: `list-${now.getTime()}`, person, cards: [first, ...more], tries: 0, notBeforeAt: now }]
}
