import type { Exclusion } from '../domain/exclusion.ts'
import type { PolicyLists, PolicyMessage, StandingWord } from '../domain/messages/policy.ts'
import { andMore, counted } from './count-words.ts'
import { credentialName, inertHolderName, inertPersonName, nameList } from './credential-words.ts'
import { inertText } from './neutralize.ts'
import { dateMacro } from './time-words.ts'

/** What `templates/policy.json` binds. */
export interface PolicyView {
  readonly summary: string
  readonly dryRun: boolean
  readonly facts: readonly { readonly title: string; readonly value: string }[]
  readonly administrators: string
  readonly sections: readonly PolicySection[]
}

interface PolicySection {
  readonly title: string
  readonly rows: readonly { readonly name: string; readonly about: string }[]
  readonly more: string
  readonly command: string
}

const REASON_LENGTH = 200

export function policyView(message: PolicyMessage, maxRows: number): PolicyView {
  const lists = message.forAdministrators
  return {
    summary: 'The rules that Keyturn follows',
    dryRun: message.dryRun,
    facts: facts(message),
    administrators:
      lists === null ? '' : `Administrators: ${nameList(lists.administrators, inertPersonName, 10) || 'none'}`,
    sections: lists === null ? [] : sections(lists, maxRows),
  }
}

function facts(message: PolicyMessage): PolicyView['facts'] {
  const [first, second, third] = message.alertDays
  const below =
    message.belowMinimum === 0 ? 'every application has them' : `${counted(message.belowMinimum, 'application')} below`
  return [
    { title: 'Alerts', value: `${first}, ${second} and ${third} days before the end, and once expired` },
    { title: 'Unanswered', value: `told one step up after ${counted(message.escalateAfterDays, 'day')}` },
    { title: 'New secrets', value: `valid for ${counted(message.rotationLifetimeDays, 'day')}` },
    { title: 'Owners', value: `at least ${message.minimumOwners}; ${below}` },
    { title: 'Changes', value: message.dryRun ? 'none: dry run' : 'made in Entra when a person asks for them' },
  ]
}

function sections(lists: PolicyLists, maxRows: number): readonly PolicySection[] {
  const section = <Item>(
    title: string,
    items: readonly Item[],
    rowOf: (item: Item) => PolicySection['rows'][number],
    command: string,
  ) => ({
    title: `${title} (${items.length})`,
    rows: items.length === 0 ? [{ name: 'None', about: '' }] : items.slice(0, maxRows).map(rowOf),
    more: andMore(items.length - maxRows),
    command,
  })
  return [
    section(
      'Excluded applications',
      lists.exclusions,
      exclusionRow,
      '/exclude <client id> <days> <reason>, /include <client id>',
    ),
    section('Snoozed', lists.snoozes, wordRow, '/snooze <client id> [1, 3 or 7] [reason]'),
    section('Said to be still in use', lists.stillInUse, wordRow, '/still-in-use <name or client id>'),
  ]
}

function exclusionRow({ holder, excludedBy, reason, untilAt }: Exclusion) {
  return {
    name: inertHolderName(holder),
    about: `Until ${dateMacro(untilAt)}, by ${inertPersonName(excludedBy)}: ${inertText(reason, REASON_LENGTH)}`,
  }
}

function wordRow({ holder, credential, by, reason, untilAt }: StandingWord) {
  const who = untilAt === null ? 'By' : `Until ${dateMacro(untilAt)}, by`
  const why = reason === null ? '' : `: ${inertText(reason, REASON_LENGTH)}`
  return {
    name: `${inertHolderName(holder)}: ${credentialName(credential)}`,
    about: `${who} ${inertPersonName(by)}${why}`,
  }
}
