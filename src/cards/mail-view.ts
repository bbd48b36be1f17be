import { commandId } from '../domain/holder.ts'
import type { ApplicationMessage } from '../domain/messages/application.ts'
import type { CredentialLine } from '../domain/messages/credential-line.ts'
import { applicationButtons } from './application-buttons.ts'
import { becauseSentence } from './because-words.ts'
import { capitalized } from './capitalized.ts'
import type { CardButton } from './card-button.ts'
import { andMore } from './count-words.ts'
import {
  credentialName,
  holderAbout,
  holderKindWords,
  inertHolderName,
  inertPersonName,
  kindWords,
  nameList,
} from './credential-words.ts'
import { mailWords } from './mail-words.ts'
import { inertText } from './neutralize.ts'
import { outlook } from './outlook-words.ts'
import { stateSentences } from './state-sentences.ts'
import { endWords, headline } from './state-words.ts'
import { accentOfLine, byUrgency, isSettled } from './urgency.ts'

const MAX_LINES = 5

/** What a mail says about an application: the facts of its card, and what to write in Teams instead of buttons. */
export interface MailView {
  readonly subject: string
  readonly headline: string
  readonly isUrgent: boolean
  readonly name: string
  readonly about: string
  readonly warnings: readonly string[]
  readonly lines: readonly MailLine[]
  readonly more: string
  readonly outlook: readonly string[]
  /** Null where nothing is left to do. */
  readonly toDo: ToDo | null
  readonly reasons: readonly string[]
  readonly footer: string
}

export interface MailLine {
  readonly name: string
  readonly about: string
  readonly isUrgent: boolean
  readonly expiry: string
  readonly sentences: readonly string[]
}

interface ToDo {
  readonly open: string
  readonly command: string
  /** What can be done there; empty where nothing can. */
  readonly offers: string
}

/** Leaves out what is for Teams alone: buttons, news for whoever clicked, and the hint of a secret. */
export function mailView(message: ApplicationMessage, now: Date): MailView {
  const lines = byUrgency(message.lines)
  const first = lines[0]
  const { buttons } = applicationButtons(message, lines)
  const name = mailWords(inertHolderName(message.holder))
  const head = first === undefined ? holderKindWords(message.holder) : headline(first, now)
  return {
    subject: `${head} – ${name}`,
    headline: head,
    isUrgent: first !== undefined && accentOfLine(first) === 'Attention',
    name,
    about: holderAbout(message.holder),
    warnings: warningsOf(message),
    lines: lines.slice(0, MAX_LINES).map((line) => lineOf(line, now)),
    more: lines.length === 0 ? 'No credentials.' : andMore(lines.length - MAX_LINES),
    outlook: outlook(lines, buttons, now).map(mailWords),
    toDo: lines.every(isSettled) ? null : toDo(message, buttons),
    reasons: [ownersSentence(message), becauseSentence(message.because)].filter(Boolean).map(mailWords),
    footer: 'Sent by Keyturn. Its mails never contain a secret, a link or an attachment.',
  }
}

function lineOf(line: CredentialLine, now: Date): MailLine {
  return {
    name: mailWords(credentialName(line.credential)),
    about: capitalized(kindWords(line.credential)),
    isUrgent: accentOfLine(line) === 'Attention',
    expiry: mailWords(endWords(line, now)),
    sentences: stateSentences(line, now).map(mailWords),
  }
}

function warningsOf({ dryRun, orphaned }: ApplicationMessage): readonly string[] {
  return [
    ...(dryRun ? ['Dry run: nothing will be changed.'] : []),
    ...(orphaned ? ['Orphaned: nobody who can be reached owns this application.'] : []),
  ]
}

function toDo({ holder }: ApplicationMessage, buttons: readonly CardButton[]): ToDo {
  const actions = buttons.filter(({ verb }) => verb !== 'refresh').map(({ title }) => title)
  return {
    open: 'Open the chat with Keyturn in Teams; if there is none yet, add Keyturn under Apps. Then write:',
    command: `/app ${inertText(commandId(holder))}`,
    offers: actions.length === 0 ? '' : `Its answer offers: ${actions.join(', ')}.`,
  }
}

function ownersSentence({ owners }: ApplicationMessage): string {
  const names = nameList(owners, inertPersonName, 3)
  return names === '' ? '' : `${owners.length === 1 ? 'Owner' : 'Owners'}: ${names}.`
}
