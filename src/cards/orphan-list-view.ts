import type { OrphanListMessage, OrphanRow } from '../domain/messages/orphan-list.ts'
import { type CardButton, cardButton } from './card-button.ts'
import { andMore, counted } from './count-words.ts'
import { holderAbout, inertHolderName, nameList } from './credential-words.ts'
import { inertName, inertText, SENTENCE_LENGTH } from './neutralize.ts'
import { expiryPhrase } from './time-words.ts'
import type { Accent } from './urgency.ts'

/** What `templates/orphans.json` binds. */
export interface OrphanListView {
  readonly summary: string
  readonly title: string
  readonly text: string
  readonly empty: string
  readonly rows: readonly OrphanRowView[]
  readonly more: string
}

export interface OrphanRowView {
  readonly name: string
  /** Why it is in the list: "No reachable owner · 2 secrets, one expires in 3 days". */
  readonly reason: string
  readonly accent: Accent
  readonly about: string
  readonly hasButtons: boolean
  readonly buttons: readonly CardButton[]
}

export function orphanListView(message: OrphanListMessage, now: Date, maxRows: number): OrphanListView {
  const title = inertText(message.title)
  const count = message.rows.length + message.moreCount
  return {
    summary: `${title}: ${counted(count, 'application')}`,
    title,
    text: inertText(message.text, SENTENCE_LENGTH),
    empty: count === 0 ? inertText(message.emptyText, SENTENCE_LENGTH) : '',
    rows: message.rows.slice(0, maxRows).map((row) => rowView(row, message.minimumOwners, now)),
    more: andMore(Math.max(0, message.rows.length - maxRows) + message.moreCount),
  }
}

function rowView(row: OrphanRow, minimumOwners: number, now: Date): OrphanRowView {
  return {
    name: inertHolderName(row.holder),
    reason: `${ownerWords(row, minimumOwners)} · ${credentialWords(row, now)}`,
    accent: row.orphaned && row.isDue ? 'Attention' : 'Default',
    about: holderAbout(row.holder),
    hasButtons: row.may.length > 0,
    buttons: row.may.map((verb) => cardButton(verb, row.holder, { readsInputs: false })),
  }
}

function ownerWords({ orphaned, ownerNames }: OrphanRow, minimumOwners: number): string {
  if (orphaned) return '⚠ No reachable owner'
  const names = nameList(ownerNames, (name) => inertName(name, 'Somebody'), 2)
  return `${ownerNames.length} of ${minimumOwners} owners: ${names}`
}

function credentialWords({ secrets, certificates, nextEndAt }: OrphanRow, now: Date): string {
  const count = secrets + certificates
  if (count === 0 && nextEndAt === null) return 'no credentials'
  if (count === 0) return `no valid credential, the last ${expiryPhrase(nextEndAt, now)}`
  const counts = [
    ...(secrets > 0 ? [counted(secrets, 'secret')] : []),
    ...(certificates > 0 ? [counted(certificates, 'certificate')] : []),
  ]
  return `${counts.join(' and ')}, ${count > 1 ? 'one ' : ''}${expiryPhrase(nextEndAt, now)}`
}
