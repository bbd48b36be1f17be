import { type Activity, CardFactory } from 'botbuilder'
import { KeyturnError } from '../domain/errors.ts'
import type { Message } from '../domain/messages/message.ts'
import type { ConversationStore, Log, Messenger, SendResult, SentRef } from '../ports.ts'
import { type ConnectorOptions, connectorConversations } from './connector-conversation.ts'
import type { ConnectorPace } from './connector-pace.ts'
import { connectorRefusal } from './connector-refusal.ts'
import type { RenderedCard } from './rendered-card.ts'

export interface MessengerOptions extends ConnectorOptions {
  /** Where conversations are opened with people who have not been heard of. */
  readonly teamsServiceUrl: string
  readonly conversations: Pick<ConversationStore, 'ofPerson' | 'savePerson' | 'dropPerson'>
  readonly render: (message: Message) => RenderedCard
  /** Installs the app for a person who lacks it; false where that cannot be done. Absent: nothing is installed. */
  readonly install?: ((personId: string) => Promise<boolean>) | undefined
  readonly pace: ConnectorPace
  readonly logger: Pick<Log, 'info'>
}

/** Delivers cards through the Bot Connector, each at most once per call: whether to try again is the caller's to say. */
export function createMessenger(options: MessengerOptions): Messenger {
  const { conversations, install, logger, pace, render, teamsServiceUrl } = options
  const connector = connectorConversations(options)

  /** In its turn: a conversation takes only so many calls. */
  async function paced<T>(conversationId: string, what: string, call: () => Promise<T>): Promise<Outcome<T>> {
    const waitMs = await pace.take(conversationId)
    return waitMs > 0 ? { ok: false, reason: 'throttled', retryAfterMs: waitMs } : resultOf(what, call)
  }

  async function sent(conversationId: string, call: () => Promise<SentRef>): Promise<SendResult> {
    const result = await paced(conversationId, 'deliver a card', call)
    return result.ok ? { ok: true, sent: result.value } : result
  }

  async function openWithPerson(personId: string, serviceUrl: string) {
    const open = () => connector.openWithPerson(personId, serviceUrl)
    const opened = await paced(personId, 'open a chat', open)
    if (opened.ok) await conversations.savePerson(personId, opened.value)
    return opened
  }

  async function deliver(personId: string, activity: Partial<Activity>): Promise<SendResult> {
    const known = await conversations.ofPerson(personId)
    if (known !== undefined) {
      const result = await sent(known.conversationId, () => connector.send(known, activity))
      if (result.ok || result.reason !== 'gone') return result
      logger.info({ personId, conversationId: known.conversationId }, 'Chat is gone, opening a new one')
      await conversations.dropPerson(personId)
    }
    // Teams serves each region at an address of its own, which it has told us in every activity.
    const opened = await openWithPerson(personId, known?.serviceUrl ?? teamsServiceUrl)
    return opened.ok ? sent(opened.value.conversationId, () => connector.send(opened.value, activity)) : opened
  }

  return {
    async send(personId, message) {
      const activity = cardActivity(render(message))
      const result = await deliver(personId, activity)
      if (result.ok || result.reason !== 'not-installed' || install === undefined) return result
      return (await install(personId)) ? deliver(personId, activity) : result
    },

    update(ref, message) {
      const activity = cardActivity(render(message))
      return sent(ref.conversationId, () => connector.update(ref, activity))
    },

    post({ isThreaded, conversationId, serviceUrl }, message) {
      const channel = { conversationId, serviceUrl: serviceUrl ?? teamsServiceUrl }
      const activity = cardActivity(render(message))
      return sent(conversationId, () =>
        isThreaded ? connector.openThread(channel, activity) : connector.send(channel, activity),
      )
    },
  }
}

/** No text beside the card: Teams would split the two and return no id to update. The summary is the toast. */
function cardActivity({ card, summary }: RenderedCard): Partial<Activity> {
  return { type: 'message', summary, attachments: [CardFactory.adaptiveCard(card)] }
}

type Outcome<T> = { readonly ok: true; readonly value: T } | Extract<SendResult, { ok: false }>

async function resultOf<T>(what: string, call: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await call() }
  } catch (error) {
    const refusal = connectorRefusal(error)
    if (refusal !== undefined) return refusal
    throw new KeyturnError(
      'messenger-failed',
      `Could not ${what} in Teams; nothing was sent. Most likely the bot got no token: check BOT_ID, BOT_TYPE and the bot's identity.`,
      { cause: error },
    )
  }
}
