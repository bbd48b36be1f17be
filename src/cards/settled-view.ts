import type { ApplicationMessage } from '../domain/messages/application.ts'
import { andMore } from './count-words.ts'
import { credentialName, holderAbout, inertHolderName, kindWords } from './credential-words.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'
import { stateSentences } from './state-sentences.ts'
import { headline } from './state-words.ts'
import { byUrgency } from './urgency.ts'

/** What `templates/settled.json` binds. */
export interface SettledView {
  readonly summary: string
  readonly dryRun: boolean
  readonly news: string
  readonly headline: string
  readonly name: string
  readonly about: string
  readonly lines: readonly { readonly name: string; readonly sentences: readonly string[] }[]
  readonly more: string
}

/** The compact card that is left once nothing is to do: who settled it, how and when. */
export function settledView(message: ApplicationMessage, now: Date, maxLines: number): SettledView {
  const lines = byUrgency(message.lines)
  const only = lines.length === 1 ? lines[0] : undefined
  const name = inertHolderName(message.holder)
  const head = only === undefined ? 'All settled' : headline(only, now)
  return {
    summary: `${name}: ${head}`,
    dryRun: message.dryRun,
    news: inertText(message.news ?? '', SENTENCE_LENGTH),
    headline: head,
    name,
    about: holderAbout(message.holder),
    lines: lines.slice(0, maxLines).map((line) => ({
      name: `${credentialName(line.credential)} (${kindWords(line.credential)})`,
      sentences: stateSentences(line, now),
    })),
    more: andMore(lines.length - maxLines),
  }
}
