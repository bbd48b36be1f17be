import type { AlertListMessage, AlertRow } from '../domain/messages/alert-list.ts'
import { becauseSentence } from './because-words.ts'
import { capitalized } from './capitalized.ts'
import { andMore, counted } from './count-words.ts'
import { credentialName, holderAbout, inertHolderName, kindWords } from './credential-words.ts'
import type { MailLine, MailView } from './mail-view.ts'
import { mailWords } from './mail-words.ts'
import { stateSentences } from './state-sentences.ts'
import { endWords } from './state-words.ts'
import { accentOfLine, byUrgency } from './urgency.ts'

/** What a mail says about many applications at once: a paragraph for each, and how to open them in Teams. */
export function mailListView({ rows, dryRun }: AlertListMessage, now: Date): MailView {
  const headline = `${counted(rows.length, 'application')} ${rows.length === 1 ? 'needs' : 'need'} you`
  return {
    subject: `${headline} – credentials expire`,
    headline,
    isUrgent: rows.some(({ lines }) => lines.some((line) => accentOfLine(line) === 'Attention')),
    name: 'Credentials that expire soon',
    about: '',
    warnings: dryRun ? ['Dry run: nothing will be changed.'] : [],
    lines: rows.map((row) => rowOf(row, now)),
    more: '',
    outlook: [],
    toDo: {
      open: 'Open the chat with Keyturn in Teams; if there is none yet, add Keyturn under Apps. Then write:',
      command: '/expiring',
      offers: 'For one of them write /app and its client ID.',
    },
    reasons: [],
    footer: 'Sent by Keyturn. Its mails never contain a secret, a link or an attachment.',
  }
}

function rowOf({ holder, because, lines }: AlertRow, now: Date): MailLine {
  const [line, ...others] = byUrgency(lines)
  const name = mailWords(inertHolderName(holder))
  const reason = because.is === 'owner' ? [] : [becauseSentence(because)]
  if (line === undefined) return { name, about: holderAbout(holder), isUrgent: false, expiry: '', sentences: [] }
  const what = `${capitalized(kindWords(line.credential))} ${credentialName(line.credential)}: ${endWords(line, now)}`
  return {
    name,
    about: holderAbout(holder),
    isUrgent: accentOfLine(line) === 'Attention',
    expiry: mailWords(what),
    sentences: [...stateSentences(line, now), ...reason, andMore(others.length)].filter(Boolean).map(mailWords),
  }
}
