import { isLaterStage } from '../domain/alert.ts'
import type { Finding, Recipient } from '../domain/finding.ts'
import type { Plan, PlannedNotification } from '../domain/plan.ts'
import { cardKey, credentialKey, type Decided, type Situation } from '../domain/situation.ts'
import type { SkipReason } from '../domain/skip-reason.ts'
import { chooseRecipients } from './choose-recipients.ts'
import { silenceOf } from './policy-checks.ts'

/** Findings and situation in, decisions out: who gets a card, which approved renewals start, what is left alone and why. */
export function planPass(findings: readonly Finding[], situation: Situation): Plan {
  const skipped = new Map<SkipReason, number>()
  const cards = new Map<string, { recipient: Recipient; findings: Finding[]; isDue: boolean }>()

  for (const finding of findings) {
    const reason = silenceOf(finding, situation)
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
function hasSnoozeEnded(finding: Finding, card: string, situation: Situation): boolean {
  const key = credentialKey(finding.holder.objectId, finding.credential.keyId)
  const untilAt = situation.snoozes.get(key)?.untilAt
  const toldAt = situation.toldAt.get(card)
  return untilAt !== undefined && toldAt !== undefined && untilAt <= situation.now && toldAt < untilAt
}

/** What is left of a card as things stand now: the same object while nothing was decided, undefined once all is answered. */
export function stillDue(notification: PlannedNotification, decided: Decided): PlannedNotification | undefined {
  const [first, ...more] = notification.findings.filter((finding) => silenceOf(finding, decided) === undefined)
  if (first === undefined) return undefined
  return more.length + 1 === notification.findings.length
    ? notification
    : { ...notification, findings: [first, ...more] }
}

function toNotification(recipient: Recipient, findings: readonly Finding[], isFirst: boolean): PlannedNotification {
  const [first, ...more] = findings.toSorted((a, b) => a.daysLeft - b.daysLeft)
  if (first === undefined) throw new RangeError('a notification has at least one finding')
  return { holder: first.holder, recipient, isFirst, findings: [first, ...more] }
}
