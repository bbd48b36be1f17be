import type { Finding, Recipient } from '../domain/finding.ts'
import type { HolderRef } from '../domain/holder.ts'
import { cardKey, credentialKey, type Situation } from '../domain/situation.ts'
import { rulesOut } from '../domain/still-in-use.ts'
import { chooseRecipients } from './choose-recipients.ts'
import { silenceOf } from './policy-checks.ts'

/** One card: one person, one application, every replaced credential of it that they were not asked about yet. */
export interface PlannedQuietCard {
  readonly holder: HolderRef
  readonly recipient: Recipient
  /** Soonest end first. */
  readonly findings: readonly Finding[]
}

/** Nobody gets forty questions at once; the rest follow in later passes. */
const MAX_PER_PERSON = 5

/**
 * Who is asked, once, what to do with a credential that was replaced, in place of alerts about it. `asked` holds the
 * new keyId by old keyId for each `cardKey`; only who said that the old one is still in use is asked about the next new one.
 */
export function planQuietCards(
  findings: readonly Finding[],
  situation: Situation,
  asked: ReadonlyMap<string, Readonly<Record<string, string>>>,
): PlannedQuietCard[] {
  const cards = new Map<string, PlannedQuietCard>()
  for (const finding of findings.filter((one) => isOpenQuestion(one, situation)).toSorted(bySoonestEnd)) {
    for (const recipient of chooseRecipients(finding, situation)) {
      const key = cardKey(finding.holder.objectId, recipient.person.personId)
      if (wasAsked(finding, situation, asked.get(key) ?? {})) continue
      const before = cards.get(key)?.findings ?? []
      cards.set(key, { holder: finding.holder, recipient, findings: [...before, finding] })
    }
  }
  const byPerson = Map.groupBy(cards.values(), ({ recipient }) => recipient.person.personId)
  return [...byPerson.values()].flatMap((own) => own.slice(0, MAX_PER_PERSON))
}

/** Replaced, and nothing else is being done about it. */
function isOpenQuestion(finding: Finding, situation: Situation): boolean {
  const { supersededBy, holder, credential } = finding
  if (supersededBy === null || silenceOf(finding, situation) !== 'superseded') return false
  const key = credentialKey(holder.objectId, credential.keyId)
  const { openRotations, approvals, snoozes, stillInUse, now } = situation
  const snooze = snoozes.get(key)
  const isSnoozed = snooze !== undefined && snooze.untilAt > now
  return !openRotations.has(key) && !approvals.has(key) && !isSnoozed && !rulesOut(stillInUse.get(key), supersededBy)
}

function wasAsked(finding: Finding, { stillInUse }: Situation, asked: Readonly<Record<string, string>>): boolean {
  const about = asked[finding.credential.keyId]
  if (about === undefined) return false
  const wasAnswered = stillInUse.has(credentialKey(finding.holder.objectId, finding.credential.keyId))
  return !wasAnswered || about === finding.supersededBy
}

function bySoonestEnd(one: Finding, other: Finding): number {
  return one.daysLeft - other.daysLeft
}
