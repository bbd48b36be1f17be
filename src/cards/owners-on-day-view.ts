import type { OwnersOnDayMessage } from '../domain/messages/history.ts'
import type { OwnerThen } from '../domain/ownership.ts'
import { andMore, counted } from './count-words.ts'
import { holderAbout, inertHolderName, inertPersonName } from './credential-words.ts'
import { type HistoryView, managerWords } from './history-view.ts'
import { inertText } from './neutralize.ts'
import { dateMacro } from './time-words.ts'

export function ownersOnDayView(message: OwnersOnDayMessage, maxRows: number): HistoryView {
  const { owners, day, knownFromAt } = message
  const name = inertHolderName(message.holder)
  const isKnown = day.toISOString().slice(0, 10) >= knownFromAt.toISOString().slice(0, 10)
  const nobody = isKnown
    ? 'Nobody was listed as an owner on that day.'
    : 'That is before anything is known about the owners of this application.'
  return {
    summary: `Owners of ${name} on one day: ${isKnown ? counted(owners.length, 'owner') : 'not known'}`,
    heading: `Owners on ${dateMacro(day)}`,
    name,
    about: holderAbout(message.holder),
    empty: owners.length === 0 ? nobody : '',
    rows: owners.slice(0, maxRows).map((owner) => ({
      date: '',
      time: '',
      what: inertPersonName(owner.person),
      detail: [...accountWords(owner), managerWords(owner.manager)].join(' · '),
    })),
    more: andMore(owners.length - maxRows),
    note: `Owners are known from ${dateMacro(knownFromAt)} on; days are those of UTC.`,
  }
}

/** What was known of the account then; what was not is left out. */
function accountWords({ account }: OwnerThen): string[] {
  if (account === null) return ['Account not known']
  const state = account.accountEnabled === false ? 'Account disabled' : ''
  const type = account.userType === 'Guest' ? 'Guest' : ''
  return [inertText(account.mail ?? ''), type, state].filter((words) => words !== '')
}
