import { MAX_LISTED } from '../domain/delivery.ts'
import type { AlertListMessage, AlertRow } from '../domain/messages/alert-list.ts'
import type { CredentialLine } from '../domain/messages/credential-line.ts'
import { becauseSentence } from './because-words.ts'
import { capitalized } from './capitalized.ts'
import { type CardButton, cardButton } from './card-button.ts'
import { andMore, counted } from './count-words.ts'
import { credentialName, inertHolderName, kindWords } from './credential-words.ts'
import { inertText, NAME_LENGTH } from './neutralize.ts'
import { stateSentences } from './state-sentences.ts'
import { headline } from './state-words.ts'
import { dayCount, endDate } from './time-words.ts'
import { type Accent, accentOfLine, byUrgency, isSettled } from './urgency.ts'

/** What `templates/alert-list.json` binds. */
export interface AlertListView {
  readonly summary: string
  readonly dryRun: boolean
  readonly title: string
  readonly text: string
  readonly rows: readonly AlertRowView[]
  readonly more: string
  readonly command: string
}

interface AlertRowView {
  readonly name: string
  readonly credential: string
  readonly when: string
  readonly date: string
  readonly accent: Accent
  readonly because: string
  readonly hasButton: boolean
  readonly button: CardButton
}

/**
 * One card for everything that fell due for a person at once; a row says how its matter stands. Where the card would be
 * too big, names are cut to `maxCharacters`: a row that is left out would count as told and never be seen.
 */
export function alertListView({ rows, dryRun }: AlertListMessage, now: Date, maxCharacters: number): AlertListView {
  const open = rows.filter(({ lines, isTakenOver }) => !isTakenOver && lines.some(isOpen))
  const title =
    open.length === 0
      ? 'All settled'
      : `${counted(open.length, 'application')} ${open.length === 1 ? 'needs' : 'need'} you`
  return {
    summary: `${title}: credentials expire`,
    dryRun,
    title,
    text: open.length === 0 ? 'Nothing in this list is left to do.' : 'Open one to rotate, hand over or put it off.',
    rows: rows.slice(0, MAX_LISTED).map((row) => rowView(row, now, maxCharacters)),
    more: andMore(rows.length - MAX_LISTED),
    command: 'In chat: /expiring for all of them, /app with a name for one.',
  }
}

function rowView({ holder, because, lines, isTakenOver }: AlertRow, now: Date, maxCharacters: number): AlertRowView {
  const [line, ...others] = byUrgency(lines)
  const button = cardButton('open', holder, { readsInputs: false })
  const row = { name: inertText(inertHolderName(holder), maxCharacters), button }
  if (isTakenOver || line === undefined) {
    const credential = isTakenOver ? 'A newer card tells more.' : 'No longer in Entra.'
    return { ...row, credential, when: '', date: '', accent: 'Default', because: '', hasButton: false }
  }
  const what = isOpen(line)
    ? `${capitalized(kindWords(line.credential))}: ${inertText(credentialName(line.credential), maxCharacters)}`
    : stateWords(line, now, maxCharacters)
  return {
    ...row,
    credential: others.length === 0 ? what : `${what}, ${andMore(others.length)}`,
    when: isOpen(line) ? capitalized(dayCount(line.credential.endAt, now)) : '',
    date: isOpen(line) ? endDate(line.credential.endAt, now) : '',
    accent: accentOfLine(line),
    because: because.is === 'owner' ? '' : becauseSentence(because, maxCharacters),
    hasButton: !lines.every(isSettled),
  }
}

/** A sentence may hold somebody's words and a date that no cut must break, so a few words of our own replace it whole. */
function stateWords(line: CredentialLine, now: Date, maxCharacters: number): string {
  const [sentence] = maxCharacters < NAME_LENGTH ? [] : stateSentences(line, now)
  return sentence ?? headline(line, now)
}

function isOpen({ state }: AlertRow['lines'][number]): boolean {
  return state.is === 'due' || state.is === 'parked'
}
