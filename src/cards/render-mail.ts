import type { ApplicationMessage } from '../domain/message.ts'
import { mailHtml } from './mail-html.ts'
import { mailText } from './mail-text.ts'
import { mailView } from './mail-view.ts'

export interface RenderedMail {
  /** One line. */
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Turns the message of a card into a mail with the same facts: names inert, nothing in it links or acts. */
export function renderMail(message: ApplicationMessage, now: Date): RenderedMail {
  const view = mailView(message, now)
  return { subject: view.subject, text: mailText(view), html: mailHtml(view) }
}
