import type { ScanSummary } from '../domain/scan-summary.ts'
import type { SkipReason } from '../domain/skip-reason.ts'
import { grouped } from './count-words.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'

const skipWords: Readonly<Record<SkipReason, string>> = {
  excluded: 'excluded',
  superseded: 'already replaced',
  'in-rotation': 'being rotated',
  'renewal-approved': 'renewal approved',
  snoozed: 'snoozed',
  unattended: 'rotated by itself',
  'already-alerted': 'told before',
  'no-recipient': 'nobody to tell',
  undeliverable: 'not deliverable',
}

/** "25 told before, 1 snoozed" */
export function skippedWords(skipped: ScanSummary['skipped']): string {
  const reasons = Object.keys(skipWords) as SkipReason[]
  const counts = reasons.map((reason) => ({ count: skipped[reason] ?? 0, words: skipWords[reason] }))
  return (
    counts
      .filter(({ count }) => count > 0)
      .toSorted((a, b) => b.count - a.count)
      .map(({ count, words }) => `${grouped(count)} ${words}`)
      .join(', ') || 'none'
  )
}

const refusalWords: ReadonlyMap<string, string> = new Map([
  ['not-installed', 'Keyturn is not installed for them'],
  ['blocked', 'they have blocked Keyturn'],
  ['throttled', 'Teams asked to slow down; the next pass tries again'],
  ['gone', 'the conversation no longer exists'],
  ['too-big', 'the card was too big'],
  ['unreachable', 'Teams could not be reached; the next pass tries again'],
  ['refused', 'Teams refused the message'],
  ['no-account', 'their account is disabled or deleted'],
])

/** Why a card did not arrive, in words; a reason that is no code is shown as it is. */
export function refusalReason(reason: string): string {
  return refusalWords.get(reason) ?? inertText(reason, SENTENCE_LENGTH)
}
