import type { ApplicationListMessage } from '../domain/messages/application-list.ts'
import { type CardButton, cardButton } from './card-button.ts'
import { grouped } from './count-words.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'
import { moreRows, type RowView, rowView } from './row-view.ts'

/** What `templates/list.json` binds. */
export interface ListView {
  readonly summary: string
  readonly title: string
  readonly text: string
  readonly empty: string
  readonly rows: readonly ListRowView[]
  readonly more: string
}

interface ListRowView extends RowView {
  readonly button: CardButton
}

export function listView(message: ApplicationListMessage, now: Date, maxRows: number): ListView {
  const title = inertText(message.title)
  const count = message.rows.length + message.moreCount
  return {
    summary: `${title}: ${grouped(count)}`,
    title,
    text: inertText(message.text, SENTENCE_LENGTH),
    empty: message.rows.length === 0 ? inertText(message.emptyText, SENTENCE_LENGTH) : '',
    rows: message.rows.slice(0, maxRows).map((row) => ({
      ...rowView(row, now),
      button: cardButton('open', row.holder, { readsInputs: false }),
    })),
    more: withHint(moreRows(message.rows.length, maxRows, message.moreCount)),
  }
}

/** A list ends where a card does; the rest is reached by asking for less. */
function withHint(more: string): string {
  return more === ''
    ? ''
    : `${more}. Narrow it down: /expiring with fewer days or a part of the name, /app with a name.`
}
