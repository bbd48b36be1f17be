import type { NoticeMessage } from '../domain/messages/notice.ts'
import { andMore } from './count-words.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'
import type { Accent } from './urgency.ts'

/** What `templates/notice.json` binds. */
export interface NoticeView {
  readonly summary: string
  readonly tone: string
  readonly accent: Accent
  readonly title: string
  readonly text: string
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  readonly more: string
  readonly next: string
}

const tones = {
  neutral: { tone: 'For your information', accent: 'Default' },
  good: { tone: '✓ Done', accent: 'Default' },
  warning: { tone: '⚠ Please note', accent: 'Default' },
  bad: { tone: '✕ This did not work', accent: 'Attention' },
} as const

export function noticeView(message: NoticeMessage, maxFacts: number): NoticeView {
  const title = inertText(message.title)
  return {
    ...tones[message.tone],
    summary: title,
    title,
    text: inertText(message.text, 4 * SENTENCE_LENGTH),
    facts: message.facts.slice(0, maxFacts).map((fact) => ({
      label: inertText(fact.label, 40),
      value: inertText(fact.value, SENTENCE_LENGTH) || 'nothing',
    })),
    more: andMore(message.facts.length - maxFacts),
    next: inertText(message.next ?? '', SENTENCE_LENGTH),
  }
}
