import { Template } from 'adaptivecards-templating'
import { inertMarkdown } from './neutralize.ts'

/** Teams refuses messages near 28 KB; the rest is for the activity around the card. */
const MAX_CARD_BYTES = 25 * 1024

/** What every card needs beside its own fields; in words, without markup. */
export interface CardView {
  readonly summary: string
}

export interface RenderedCard {
  /** Adaptive Card 1.5. */
  readonly card: object
  /** For the notification and the chat list: plain words. */
  readonly summary: string
}

const fallbackHint = 'This version of Teams cannot show the card; write "help" to act in chat.'

export type CardTemplate = (viewOf: (maxRows: number) => CardView, maxRows: number) => RenderedCard

/**
 * Compiles a template once. The result binds a view and shows as many rows as fit into the size limit.
 * Clients that read no 1.5 card get the summary; they show it as Markdown.
 */
export function cardTemplate(source: object): CardTemplate {
  const template = new Template(source)
  return function render(viewOf, maxRows): RenderedCard {
    const view = viewOf(maxRows)
    const fallbackText = `${inertMarkdown(view.summary, 2 * view.summary.length)}. ${fallbackHint}`
    const card = asObject(template.expand({ $root: { ...view, fallbackText } }))
    const excess = Buffer.byteLength(JSON.stringify(card)) / MAX_CARD_BYTES
    if (excess <= 1 || maxRows <= 1) return { card, summary: view.summary }
    return render(viewOf, Math.max(1, Math.min(maxRows - 1, Math.floor(maxRows / excess))))
  }
}

function asObject(expanded: unknown): object {
  if (typeof expanded !== 'object' || expanded === null) throw new TypeError('a card template must be one object')
  return expanded
}
