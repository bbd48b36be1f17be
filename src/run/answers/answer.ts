import type { Message } from '../../domain/messages/message.ts'
import type { SentRef } from '../../ports.ts'

/** What the person sees at once, and what goes on after that. */
export interface Answer {
  readonly message: Message
  /** Told where the answer stands. */
  readonly followUp: ((sent: SentRef) => Promise<void>) | null
}

/** Nothing goes on behind this answer. */
export function showOnly(message: Message): Answer {
  return { message, followUp: null }
}
