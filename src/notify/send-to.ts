import { setTimeout } from 'node:timers/promises'
import { DAY_MS } from '../domain/credential.ts'
import type { Recipient } from '../domain/finding.ts'
import type { Message } from '../domain/messages/message.ts'
import type { AppContext, CardRefusal, SendRefusal, SendResult } from '../ports.ts'

/** What came of one message. */
export type Outcome =
  | { readonly is: 'sent' }
  /** Trying again is of no use; somebody else has to be told. */
  | { readonly is: 'refused'; readonly reason: CardRefusal }
  | { readonly is: 'later'; readonly reason: SendRefusal; readonly waitMs: number }

const TRIES = 4
const MAX_WAIT_MS = 60_000
/** However long Teams asks for: what it means by more is no wait. */
const MAX_POSTPONED_MS = DAY_MS
/** After an answer that was lost: the first soon, for a short outage, the others with the patience of a long one. */
const backoffMs = [2_000, 60_000, 600_000, 3_600_000] as const

/** To a person's chat or to the administrators' channel. Waits as long as Teams asks, within the bounds of a pass. */
export async function sendTo(
  ctx: Pick<AppContext, 'messenger' | 'conversations'>,
  { person, reason }: Recipient,
  message: Message,
): Promise<SendResult> {
  const isChannel = reason.is === 'administratorsChannel'
  const send = () => (isChannel ? postTo(ctx, person.personId, message) : ctx.messenger.send(person.personId, message))
  // Only a refusal is repeated at once: after a lost answer the card may be there already.
  for (let tried = 1; ; tried += 1) {
    const result = await send()
    if (result.ok || result.reason !== 'throttled' || tried === TRIES) return result
    const waitMs = result.retryAfterMs ?? tried * 1_000
    // Longer than a pass may take: the outbox waits instead, and Teams is left alone until then.
    if (waitMs > MAX_WAIT_MS) return result
    await setTimeout(waitMs)
  }
}

async function postTo(
  ctx: Pick<AppContext, 'messenger' | 'conversations'>,
  conversationId: string,
  message: Message,
): Promise<SendResult> {
  const known = await ctx.conversations.channel(conversationId)
  return ctx.messenger.post(known ?? { conversationId, serviceUrl: null, isThreaded: true }, message)
}

/** `tries`: how often it was tried before. */
export function outcomeOf(result: SendResult, tries: number): Outcome {
  if (result.ok) return { is: 'sent' }
  const { reason } = result
  if (reason === 'throttled') {
    return { is: 'later', reason, waitMs: Math.min(result.retryAfterMs ?? MAX_WAIT_MS, MAX_POSTPONED_MS) }
  }
  const waitMs = backoffMs[tries]
  return reason === 'unreachable' && waitMs !== undefined ? { is: 'later', reason, waitMs } : { is: 'refused', reason }
}
