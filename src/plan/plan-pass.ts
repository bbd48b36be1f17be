import { isLaterStage } from '../domain/alert.ts'
import { DAY_MS } from '../domain/credential.ts'
import { escalated, type Finding, type Recipient } from '../domain/finding.ts'
import type { Plan, PlannedNotification } from '../domain/plan.ts'
import { cardKey, credentialKey, type Situation } from '../domain/situation.ts'
import type { SkipReason } from '../domain/skip-reason.ts'
import { recipientSteps } from './choose-recipients.ts'
import { silenceOf } from './policy-checks.ts'

/** Findings and situation in, decisions out: who gets a card, which approved renewals start, what is left alone and why. */
export function planPass(findings: readonly Finding[], situation: Situation): Plan {
  const skipped = new Map<SkipReason, number>()
  const cards = new Map<string, { recipient: Recipient; findings: Finding[]; isDue: boolean }>()

  for (const finding of findings) {
    const reason = silenceOf(finding, situation)
    const recipients = reason === undefined ? recipientsNow(finding, situation) : []
    let isDueToAnyone = false
    for (const recipient of recipients) {
      const key = cardKey(finding.holder.objectId, recipient.person.personId)
      const card = cards.get(key) ?? { recipient, findings: [], isDue: false }
      const isDue = isDueTo(recipient, finding, situation)
      cards.set(key, { recipient: card.recipient, findings: [...card.findings, finding], isDue: card.isDue || isDue })
      isDueToAnyone ||= isDue
    }
    if (!isDueToAnyone) {
      const why = reason ?? (recipients.length === 0 ? 'no-recipient' : 'already-alerted')
      skipped.set(why, (skipped.get(why) ?? 0) + 1)
    }
  }

  return {
    notifications: [...cards]
      .filter(([, { isDue }]) => isDue)
      .map(([key, card]) => toNotification(card.recipient, card.findings, !situation.told.has(key))),
    renewals: [...situation.approvals.values()].filter(({ rotateAt }) => rotateAt <= situation.now),
    skipped: Object.fromEntries(skipped),
  }
}

/** The first step, and one more for each that has not answered in time. */
function recipientsNow(finding: Finding, situation: Situation): Recipient[] {
  const steps = recipientSteps(finding, situation)
  const unanswered = steps.findIndex((step) => !isUnanswered(step, finding, situation))
  const last = unanswered === -1 ? steps.length : unanswered
  return steps.slice(0, last + 1).flatMap((step, index) => (index === 0 ? step : step.map(escalated)))
}

/** Nobody of this step has acted: an answer would have silenced the finding. */
function isUnanswered(step: readonly Recipient[], finding: Finding, situation: Situation): boolean {
  return step.some(({ person }) => {
    const urgentAt = toldOf(person.personId, finding, situation)?.urgentAt ?? null
    return urgentAt !== null && situation.now.getTime() - urgentAt.getTime() >= situation.escalateAfterDays * DAY_MS
  })
}

/** Whether this person has not been told the finding's stage yet, or was snoozed since. */
export function isDueTo({ person }: Pick<Recipient, 'person'>, finding: Finding, situation: Situation): boolean {
  const told = toldOf(person.personId, finding, situation)
  if (isLaterStage(finding.stage, told?.stage)) return true
  // A snooze puts an alert off, it does not answer it: what was told before it ended is told again once.
  const key = credentialKey(finding.holder.objectId, finding.credential.keyId)
  const untilAt = situation.snoozes.get(key)?.untilAt
  return untilAt !== undefined && told !== undefined && untilAt <= situation.now && told.toldAt < untilAt
}

function toldOf(personId: string, { holder, credential }: Finding, situation: Situation) {
  return situation.told.get(cardKey(holder.objectId, personId))?.[credential.keyId]
}

function toNotification(recipient: Recipient, findings: readonly Finding[], isFirst: boolean): PlannedNotification {
  const [first, ...more] = findings.toSorted((a, b) => a.daysLeft - b.daysLeft)
  if (first === undefined) throw new RangeError('a notification has at least one finding')
  return { holder: first.holder, recipient, isFirst, findings: [first, ...more] }
}
