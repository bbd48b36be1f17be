import { escalated, isEscalated } from '../domain/finding.ts'
import type { PlannedNotification } from '../domain/plan.ts'
import { cardKey, type Situation } from '../domain/situation.ts'
import { recipientSteps } from './choose-recipients.ts'
import { isDueTo } from './plan-pass.ts'

/** Whom to tell in the place of somebody who could not be told. */
export interface Fallback {
  readonly cards: readonly PlannedNotification[]
  /** Somebody else of the same step, or the next in line, knows already. */
  readonly isCovered: boolean
}

/**
 * The next in line behind a card that could not be delivered. `failed` are all who could not be told about this
 * application in this pass: as long as one of the same step was told, the line goes no further.
 */
export function planFallback(card: PlannedNotification, situation: Situation, failed: ReadonlySet<string>): Fallback {
  const steps = recipientSteps(card.findings[0], situation)
  const at = steps.findIndex((step) => step.some(({ person }) => person.personId === card.recipient.person.personId))
  if (at !== -1 && steps[at]?.some(({ person }) => !failed.has(person.personId))) return { cards: [], isCovered: true }

  for (const step of steps.slice(at + 1)) {
    const left = step.filter(({ person }) => !failed.has(person.personId))
    if (left.length === 0) continue
    const due = left.filter((recipient) => card.findings.some((finding) => isDueTo(recipient, finding, situation)))
    const cards = due.map((recipient) => {
      const isFirst = !situation.told.has(cardKey(card.holder.objectId, recipient.person.personId))
      return { ...card, recipient: isEscalated(card.recipient.reason) ? escalated(recipient) : recipient, isFirst }
    })
    return { cards, isCovered: due.length < left.length }
  }
  return { cards: [], isCovered: false }
}
