import type { AuditAction } from '../domain/audit-event.ts'
import type { HistoryMessage, HistoryRow } from '../domain/messages/history.ts'
import type { PersonRef } from '../domain/person.ts'
import { counted } from './count-words.ts'
import { holderAbout, inertHolderName, inertPersonName } from './credential-words.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'
import { moreRows } from './row-view.ts'
import { dateMacro, timeMacro } from './time-words.ts'

/** What `templates/history.json` binds; both the timeline and the owners of one day. */
export interface HistoryView {
  readonly summary: string
  readonly heading: string
  readonly name: string
  readonly about: string
  readonly empty: string
  readonly rows: readonly HistoryRowView[]
  readonly more: string
  /** Read as Markdown: Keyturn's own words only. */
  readonly note: string
}

export interface HistoryRowView {
  readonly date: string
  readonly time: string
  readonly what: string
  readonly detail: string
}

export function historyView(message: HistoryMessage, maxRows: number): HistoryView {
  const name = inertHolderName(message.holder)
  const count = message.rows.length + message.moreCount
  return {
    summary: `History of ${name}: ${counted(count, 'event')}`,
    heading: 'History',
    name,
    about: holderAbout(message.holder),
    empty: message.rows.length === 0 ? 'Nothing has happened yet that Keyturn knows of.' : '',
    rows: message.rows.slice(0, maxRows).map(rowView),
    more: moreRows(message.rows.length, maxRows, message.moreCount),
    note: `Owners are known from ${dateMacro(message.knownFromAt)} on. To see those of one day, write it behind the command as year-month-day.`,
  }
}

function rowView(row: HistoryRow): HistoryRowView {
  const date = dateMacro(row.at)
  if (row.is === 'event') {
    const actor = row.actor === null ? 'Keyturn' : inertPersonName(row.actor)
    const what = `${actor} ${actionWords[row.action]}`
    return { date, time: timeMacro(row.at), what, detail: inertText(row.detail, SENTENCE_LENGTH) }
  }
  return {
    date,
    time: '',
    what: `${inertPersonName(row.person)} ${ownerWords[row.is]}`,
    detail: managerWords(row.manager),
  }
}

/** Fits behind a name and "Manager then". */
export function managerWords(manager: PersonRef | null): string {
  return manager === null ? 'No manager known' : `Manager then: ${inertPersonName(manager)}`
}

const ownerWords = {
  ownerFound: 'was an owner when Keyturn first looked',
  ownerCame: 'became an owner',
  ownerLeft: 'was last seen as an owner',
} as const

/** Behind the name of whoever did it. */
const actionWords: Readonly<Record<AuditAction, string>> = {
  'alert-sent': 'sent an alert',
  'rotation-proposed': 'asked for a rotation',
  'rotation-approved': 'approved a rotation',
  'rotation-minting': 'began to make a new secret',
  'rotation-escrowed': "put the new secret into Keyturn's vault",
  'rotation-delivering': 'delivered the new secret',
  'rotation-awaitingDeployment': 'waited for somebody to confirm that the new secret is in use',
  'rotation-soaking': 'kept the old secret for a while',
  'rotation-retiring': 'let the old secret be removed',
  'rotation-done': 'removed the old credential',
  'rotation-compensating': 'began to take the rotation back',
  'rotation-parked': 'stopped the rotation',
  'rotation-failed': 'ended the rotation without a new secret',
  enrolled: 'set up unattended rotation',
  'enrollment-ended': 'switched unattended rotation off',
  'schedule-stopped': 'stopped rotating a client secret by the schedule',
  'destination-added': 'added a destination',
  'destination-changed': 'changed a destination',
  'destination-removed': 'removed a destination',
  'rotation-cancelled': 'called the rotation off',
  'attempt-removed': 'removed what a lost attempt had made',
  'renewal-declined': 'declined the renewal',
  'emergency-approved': 'approved their own request in an emergency',
  'renewal-approved': 'approved a renewal',
  snoozed: 'snoozed the alerts',
  'still-in-use': 'said that a replaced credential is still in use',
  'removal-asked': 'asked for the removal of a credential',
  'removal-agreed': 'agreed to the removal of a credential',
  'removal-declined': 'declined the removal of a credential',
  'removal-expired': 'ended a request to remove a credential',
  'removal-confirmed': 'confirmed the removal of a replaced credential',
  'credential-removed': 'removed a replaced credential',
  'removal-failed': 'could not remove a replaced credential',
  excluded: 'excluded it from alerts',
  included: 'ended its exclusion from alerts',
  'owner-assigned': 'assigned an owner',
  'owner-removed': 'handed the application over',
  'owner-nominated': 'named a new owner',
  'nomination-awaitingNominee': 'approved the new owner, who was asked',
  'nomination-accepting': 'accepted to be an owner',
  'nomination-accepted': 'added the new owner in Entra',
  'nomination-declined': 'declined to be an owner',
  'nomination-refused': 'refused the new owner',
  'nomination-expired': 'gave up waiting for the new owner',
  'nomination-withdrawn': 'dropped the new owner',
  'nomination-failed': 'could not add the new owner in Entra',
  'action-refused': 'was refused: no right to act',
}
