import { isLaterStage } from '../domain/alert.ts'
import type { Finding, Recipient } from '../domain/finding.ts'
import type { Plan, PlannedNotification } from '../domain/plan.ts'
import { cardKey, credentialKey, type Situation } from '../domain/situation.ts'
import type { SkipReason } from '../domain/skip-reason.ts'
import { chooseRecipients } from './choose-recipients.ts'
import { policyChecks } from './policy-checks.ts'

/** Findings and situation in, decisions out: who gets a card, which approved renewals start, what is left alone and why. */
export function planPass(findings: readonly Finding[], situation: Situation): Plan {
  const skipped = new Map<SkipReason, number>()
  const cards = new Map<string, { recipient: Recipient; findings: Finding[]; isDue: boolean }>()

  for (const finding of findings) {
    const reason = policyChecks.map((check) => check(finding, situation)).find((found) => found !== undefined)
    const recipients = reason === undefined ? chooseRecipients(finding, situation) : []
    let isDueToAnyone = false
    for (const recipient of recipients) {
      const key = cardKey(finding.holder.objectId, recipient.person.personId)
      const card = cards.get(key) ?? { recipient, findings: [], isDue: false }
      const told = situation.told.get(key)?.[finding.credential.keyId]
      const isDue = isLaterStage(finding.stage, told) || hasSnoozeEnded(finding, key, situation)
      cards.set(key, { recipient, findings: [...card.findings, finding], isDue: card.isDue || isDue })
      isDueToAnyone ||= isDue
    }
    if (!isDueToAnyone) {
      const why = reason ?? (recipients.length === 0 ? 'no-recipient' : 'already-alerted')
      skipped.set(why, (skipped.get(why) ?? 0) + 1)
    }
  }

  return {
    notifications: [...cards]
      .filter(([, card]) => card.isDue)
      .map(([key, card]) => toNotification(card.recipient, card.findings, !situation.told.has(key))),
    renewals: [...situation.approvals.values()].filter(({ rotateAt }) => rotateAt <= situation.now),
    skipped: Object.fromEntries(skipped),
  }
}

/** A snooze puts an alert off, it does not answer it: what was told before it ended is told again once. */
function hasSnoozeEnded(finding: Finding, key: string, situation: Situation): boolean {
  const untilAt = situation.snoozedUntil.get(credentialKey(finding.holder.objectId, finding.credential.keyId))
  const toldAt = situation.toldAt.get(key)
  return untilAt !== undefined && toldAt !== undefined && untilAt <= situation.now && toldAt < untilAt
}

function toNotification(recipient: Recipient, findings: readonly Finding[], isFirst: boolean): PlannedNotification {
  const [first, ...more] = findings.toSorted((a, b) => a.daysLeft - b.daysLeft)
  if (first === undefined) throw new RangeError('a notification has at least one finding')
  return { holder: first.holder, recipient, isFirst, findings: [first, ...more] }
}
