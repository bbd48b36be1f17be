import type { AlertListMessage } from '../domain/messages/alert-list.ts'
import type { ApplicationMessage } from '../domain/messages/application.ts'
import type { Person } from '../domain/person.ts'

/** Delivers the facts of a card by mail. Expected refusals are results; nothing is sent twice by one call. */
export interface Mailer {
  send(to: Person, message: ApplicationMessage | AlertListMessage): Promise<MailResult>
  /** Why the mailbox was refused since the last call, which concerns every mail alike; each reason once. */
  drainProblems(): readonly string[]
}

export type MailResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: MailRefusal; readonly retryAfterMs?: number }

export type MailRefusal = 'no-address' | 'throttled' | 'unreachable' | 'refused'
