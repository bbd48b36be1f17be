import { powerOf } from '../domain/high-privilege.ts'
import { commandId } from '../domain/holder.ts'
import type { NominationMessage } from '../domain/messages/nomination.ts'
import { type CardButton, cardButton } from './card-button.ts'
import { andMore } from './count-words.ts'
import { credentialName, holderAbout, inertHolderName, inertPersonName, nameList } from './credential-words.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'
import { endWords } from './state-words.ts'
import { dateMacro } from './time-words.ts'
import { type Accent, accentOfLine, byUrgency } from './urgency.ts'

const MAX_POWERS = 6

/** What `templates/nomination.json` binds. */
export interface NominationView {
  readonly summary: string
  readonly dryRun: boolean
  readonly headline: string
  readonly name: string
  readonly about: string
  readonly sentences: readonly string[]
  readonly powersTitle: string
  readonly powers: readonly string[]
  readonly lines: readonly { readonly name: string; readonly when: string; readonly accent: Accent }[]
  readonly more: string
  readonly asksReason: boolean
  readonly reasonLabel: string
  readonly command: string
  readonly buttons: readonly CardButton[]
}

/** The question to a nominee or to an administrator; one line of it is left once it is answered. */
export function nominationView(message: NominationMessage, now: Date, maxLines: number): NominationView {
  const { nomination, role, dryRun } = message
  const isAsked = isAwaited(message)
  const name = inertHolderName(nomination.holder)
  const lines = isAsked ? byUrgency(message.lines) : []
  const powers = isAsked ? powersOf(message) : []
  const headline = headlineOf(message)
  return {
    summary: `${name}: ${headline}`,
    dryRun,
    headline,
    name,
    about: holderAbout(nomination.holder),
    sentences: isAsked ? questionSentences(message) : [settledSentence(message)],
    powersTitle: 'With its permissions, whoever owns it could',
    powers,
    lines: lines.slice(0, maxLines).map((line) => ({
      name: credentialName(line.credential),
      when: endWords(line, now),
      accent: accentOfLine(line),
    })),
    more: andMore(lines.length - maxLines),
    asksReason: isAsked,
    reasonLabel: 'Why, if you decline (optional)',
    command: isAsked ? `In chat: accept ${inertText(commandId(nomination.holder))}, likewise decline and why` : '',
    buttons: isAsked ? buttonsOf(message, role) : [],
  }
}

function isAwaited({ nomination, role }: NominationMessage): boolean {
  return nomination.state === (role === 'nominee' ? 'awaitingNominee' : 'awaitingApproval')
}

function headlineOf(message: NominationMessage): string {
  const { nomination, role } = message
  if (!isAwaited(message)) return settledHeadlines[nomination.state]
  return role === 'nominee' ? 'Will you own this application?' : 'May this person own the application?'
}

const settledHeadlines: Readonly<Record<NominationMessage['nomination']['state'], string>> = {
  awaitingApproval: 'New owner: an administrator is asked',
  awaitingNominee: 'New owner: approved and asked',
  accepting: 'New owner: accepted',
  accepted: 'New owner: done',
  declined: 'New owner: declined',
  refused: 'New owner: refused',
  expired: 'New owner: no answer in time',
  withdrawn: 'New owner: no longer needed',
  failed: 'New owner: not added',
}

function questionSentences({ nomination, role, owners }: NominationMessage): readonly string[] {
  const { nominee, nominatedBy, expiresAt, isRiskUnknown } = nomination
  const isSelf = nominee.personId === nominatedBy.personId
  const who = isSelf
    ? `${inertPersonName(nominee)} wants to own it.`
    : role === 'nominee'
      ? `${inertPersonName(nominatedBy)} named you as its owner.`
      : `${inertPersonName(nominatedBy)} named ${inertPersonName(nominee)} as a new owner.`
  const names = nameList(owners, inertPersonName, 3)
  return [
    who,
    names === '' ? 'Nobody who can be reached owns it now.' : `Owners now: ${names}.`,
    ...(role === 'nominee' ? ['Owners get its alerts, rotate its credentials and decide about it.'] : []),
    ...(isRiskUnknown ? ['Its permissions could not be read, so what an owner could do is not known.'] : []),
    `Please answer by ${dateMacro(expiresAt)}.`,
  ]
}

function powersOf({ nomination: { risks } }: NominationMessage): readonly string[] {
  const shown = risks.slice(0, MAX_POWERS).map((risk) => inertText(powerOf(risk), SENTENCE_LENGTH))
  return risks.length > MAX_POWERS ? [...shown, andMore(risks.length - MAX_POWERS)] : shown
}

function settledSentence({ nomination }: NominationMessage): string {
  const { state, nominee, approvedBy, reason, changedAt } = nomination
  const name = inertPersonName(nominee)
  const on = dateMacro(changedAt)
  const why = reason === null ? '' : ` "${inertText(reason, SENTENCE_LENGTH)}"`
  switch (state) {
    case 'awaitingApproval':
      return `An administrator has to approve ${name} first.`
    case 'awaitingNominee':
      return `${approvedBy === null ? 'An administrator' : inertPersonName(approvedBy)} approved ${name} on ${on}; the answer is awaited.`
    case 'accepting':
      return `${name} accepted on ${on} and is being added in Entra.`
    case 'accepted':
      return `${name} has been an owner since ${on}.`
    case 'declined':
      return `${name} declined on ${on}.${why}`
    case 'refused':
      return `An administrator refused ${name} on ${on}.${why}`
    case 'expired':
      return `${name}: nobody answered by ${on}.`
    case 'withdrawn':
      return 'The application was deleted in Entra.'
    case 'failed':
      return `${name} could not be made an owner. ${inertText(reason ?? '', SENTENCE_LENGTH)}`
  }
}

function buttonsOf({ nomination }: NominationMessage, role: NominationMessage['role']): readonly CardButton[] {
  const { holder, nominationId } = nomination
  const [yes, no] =
    role === 'nominee'
      ? (['acceptNomination', 'declineNomination'] as const)
      : (['approveNomination', 'refuseNomination'] as const)
  return [
    cardButton(yes, holder, { nominationId, readsInputs: false }),
    cardButton(no, holder, { nominationId, readsInputs: true }),
  ]
}
