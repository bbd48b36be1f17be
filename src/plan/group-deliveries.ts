import { type Delivery, MAX_LISTED } from '../domain/delivery.ts'
import type { PlannedNotification } from '../domain/plan.ts'

/** Somebody with more applications than this in one pass gets lists in place of a pile of cards. */
const MAX_CARDS = 5
/** What one row of the outbox can hold. */
const MAX_LISTED_OWNERS = 1_000

/** What each person is sent: a few cards, or as many lists as it takes to show everything. */
export function groupDeliveries(notifications: readonly PlannedNotification[], now: Date): Delivery[] {
  const byPerson = Map.groupBy(notifications, ({ recipient }) => recipient.person.personId)
  return [...byPerson.values()].flatMap((cards) =>
    cards.length > MAX_CARDS ? listsOf(cards, now) : cards.map((card) => deliveryOf(card, now)),
  )
}

/**
 * Its id follows from what it tells, so that a pass which plans the same again replaces it, and one which plans more does
 * not: whoever is just delivering the earlier message takes that alone out of the outbox.
 */
export function deliveryOf(card: PlannedNotification, now: Date): Delivery {
  const { holder, recipient, findings } = card
  const deliveryId = `${holder.objectId}-${findings[0].stage}-${findings.length}`
  return { deliveryId, person: recipient.person, cards: [card], tries: 0, notBeforeAt: now }
}

function listsOf(cards: readonly PlannedNotification[], now: Date): Delivery[] {
  const byUrgency = cards.toSorted((a, b) => a.findings[0].daysLeft - b.findings[0].daysLeft)
  return inParts(byUrgency).flatMap(([first, ...more], index) => {
    if (first === undefined) return []
    const { person } = first.recipient
    const deliveryId = `list-${now.getTime()}-${index}`
    return [{ deliveryId, person, cards: [first, ...more], tries: 0, notBeforeAt: now }]
  })
}

function inParts(cards: readonly PlannedNotification[]): PlannedNotification[][] {
  const parts: PlannedNotification[][] = []
  let owners = 0
  for (const card of cards) {
    const weight = card.findings.reduce((sum, finding) => sum + finding.owners.length, 0)
    const part = parts.at(-1)
    if (part === undefined || part.length === MAX_LISTED || owners + weight > MAX_LISTED_OWNERS) {
      parts.push([card])
      owners = weight
    } else {
      part.push(card)
      owners += weight
    }
  }
  return parts
}
