import type { AlertListMessage } from '../domain/messages/alert-list.ts'
import type { ApplicationMessage } from '../domain/messages/application.ts'
import { mailHtml } from './mail-html.ts'
import { mailListView } from './mail-list-view.ts'
import { mailText } from './mail-text.ts'
import { mailView } from './mail-view.ts'

export interface RenderedMail {
  /** One line. */
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Turns the message of a card into a mail with the same facts: names inert, nothing in it links or acts. */
export function renderMail(message: ApplicationMessage | AlertListMessage, now: Date): RenderedMail {
  const view = message.is === 'alertList' ? mailListView(message, now) : mailView(message, now)
  return { subject: view.subject, text: mailText(view), html: mailHtml(view) }
}
