import type { ApplicationMessage } from '../domain/messages/application.ts'
import type { CredentialLine } from '../domain/messages/credential-line.ts'
import { applicationButtons } from './application-buttons.ts'
import { becauseSentence } from './because-words.ts'
import { capitalized } from './capitalized.ts'
import type { CardButton } from './card-button.ts'
import { chatCommands } from './chat-commands.ts'
import { andMore } from './count-words.ts'
import { type Choice, credentialChoices } from './credential-choices.ts'
import {
  credentialAbout,
  credentialName,
  holderAbout,
  holderKindWords,
  inertHolderName,
  inertPersonName,
  nameList,
} from './credential-words.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'
import { outlook } from './outlook-words.ts'
import { stateSentences } from './state-sentences.ts'
import { endWords, headline } from './state-words.ts'
import { type Accent, accentOfLine, byUrgency } from './urgency.ts'

/** A choice is one short line, so more of them fit. */
const CHOICES_PER_LINE = 4

/** What `templates/application.json` binds. */
export interface ApplicationView {
  readonly summary: string
  readonly dryRun: boolean
  readonly news: string
  readonly headline: string
  readonly accent: Accent
  readonly name: string
  readonly about: string
  readonly orphaned: boolean
  readonly lines: readonly LineView[]
  readonly more: string
  readonly outlook: readonly string[]
  readonly owners: string
  readonly because: string
  readonly command: string
  readonly otherCommands: string
  readonly choices: readonly Choice[]
  readonly chosen: string
  readonly buttons: readonly CardButton[]
}

interface LineView {
  readonly name: string
  readonly about: string
  readonly expiry: string
  readonly accent: Accent
  readonly sentences: readonly string[]
}

/** The open card of one application, its most urgent `maxLines` credentials in full. */
export function applicationView(message: ApplicationMessage, now: Date, maxLines: number): ApplicationView {
  const lines = byUrgency(message.lines)
  const first = lines[0]
  const { buttons, choices } = applicationButtons(message, lines)
  const name = inertHolderName(message.holder)
  const head = first === undefined ? holderKindWords(message.holder) : headline(first, now)
  return {
    summary: `${name}: ${first === undefined ? 'no credentials' : head}`,
    dryRun: message.dryRun,
    news: inertText(message.news ?? '', SENTENCE_LENGTH),
    headline: head,
    accent: first === undefined ? 'Default' : accentOfLine(first),
    name,
    about: holderAbout(message.holder),
    orphaned: message.orphaned,
    lines: lines.slice(0, maxLines).map((line) => lineView(line, now, line === first)),
    more: lines.length === 0 ? 'No credentials.' : andMore(lines.length - maxLines),
    outlook: outlook(lines, buttons, now),
    owners: ownersSentence(message),
    because: becauseSentence(message.because),
    ...chatCommands(message.holder, buttons),
    choices: credentialChoices(choices, now, CHOICES_PER_LINE * maxLines),
    chosen: choices[0]?.credential.keyId ?? '',
    buttons,
  }
}

/** The headline has told which reminder it is for the first. */
function lineView(line: CredentialLine, now: Date, isFirst: boolean): LineView {
  return {
    name: credentialName(line.credential),
    about: capitalized(credentialAbout(line.credential)),
    expiry: endWords(isFirst ? { ...line, stage: null } : line, now),
    accent: accentOfLine(line),
    sentences: stateSentences(line, now),
  }
}

function ownersSentence(message: ApplicationMessage): string {
  const names = nameList(message.owners, inertPersonName, 3)
  if (names === '') return ''
  return `${message.owners.length === 1 ? 'Owner' : 'Owners'}: ${names}`
}
