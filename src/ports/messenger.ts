import type { Message } from '../domain/messages/message.ts'
import type { ChannelRef } from './conversation-store.ts'

/** Delivers what Keyturn says. Expected refusals are results; nothing is retried where it might be delivered twice. */
export interface Messenger {
  send(personId: string, message: Message): Promise<SendResult>
  update(sent: SentRef, message: Message): Promise<SendResult>
  post(channel: ChannelRef, message: Message): Promise<SendResult>
}

/** Where a delivered card is, so that it can be updated. */
export interface SentRef {
  readonly serviceUrl: string
  readonly conversationId: string
  readonly activityId: string
}

export type SendResult =
  | { readonly ok: true; readonly sent: SentRef }
  | { readonly ok: false; readonly reason: SendRefusal; readonly retryAfterMs?: number }

export type SendRefusal = 'not-installed' | 'blocked' | 'throttled' | 'gone' | 'too-big' | 'unreachable' | 'refused'

/** Files that people attach to a message. */
export interface Attachments {
  /** The text of a file. Throws `attachment-refused` with the reason; the URL is not to be trusted. */
  read(url: string): Promise<string>
}

export interface AttachedFile {
  readonly url: string
  readonly isCsv: boolean
}
