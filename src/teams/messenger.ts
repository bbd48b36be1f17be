import { type Activity, CardFactory } from 'botbuilder'
import { KeyturnError } from '../domain/errors.ts'
import type { Message } from '../domain/message.ts'
import type { ConversationStore, Log, Messenger, SendResult, SentRef } from '../ports.ts'
import { type ConnectorOptions, connectorConversations } from './connector-conversation.ts'
import { connectorRefusal } from './connector-refusal.ts'
import type { RenderedCard } from './rendered-card.ts'

export interface MessengerOptions extends ConnectorOptions {
  /** Where conversations are opened with people who have not been heard of. */
  readonly teamsServiceUrl: string
  readonly conversations: Pick<ConversationStore, 'ofPerson' | 'savePerson' | 'dropPerson'>
  readonly render: (message: Message) => RenderedCard
  /** Installs the app for a person who lacks it; false where that cannot be done. Absent: nothing is installed. */
  readonly install?: ((personId: string) => Promise<boolean>) | undefined
  readonly logger: Pick<Log, 'info'>
}

/** Delivers cards through the Bot Connector, each at most once per call: whether to try again is the caller's to say. */
export function createMessenger(options: MessengerOptions): Messenger {
  const { conversations, install, logger, render, teamsServiceUrl } = options
  const connector = connectorConversations(options)

  async function openWithPerson(personId: string) {
    const opened = await resultOf('open a chat', () => connector.openWithPerson(personId, teamsServiceUrl))
    if (opened.ok) await conversations.savePerson(personId, opened.value)
    return opened
  }

  async function deliver(personId: string, activity: Partial<Activity>): Promise<SendResult> {
    const known = await conversations.ofPerson(personId)
    if (known !== undefined) {
      const result = await sent(() => connector.send(known, activity))
      if (result.ok || result.reason !== 'gone') return result
      logger.info({ personId, conversationId: known.conversationId }, 'Chat is gone, opening a new one')
      await conversations.dropPerson(personId)
    }
    const opened = await openWithPerson(personId)
    return opened.ok ? sent(() => connector.send(opened.value, activity)) : opened
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
      return sent(() => connector.update(ref, activity))
    },

    post({ isThreaded, conversationId, serviceUrl }, message) {
      const channel = { conversationId, serviceUrl: serviceUrl ?? teamsServiceUrl }
      const activity = cardActivity(render(message))
      return sent(() => (isThreaded ? connector.openThread(channel, activity) : connector.send(channel, activity)))
    },
  }
}

/** No text beside the card: Teams would split the two and return no id to update. The summary is the toast. */
function cardActivity({ card, summary }: RenderedCard): Partial<Activity> {
  return { type: 'message', summary, attachments: [CardFactory.adaptiveCard(card)] }
}

async function sent(call: () => Promise<SentRef>): Promise<SendResult> {
  const result = await resultOf('deliver a card', call)
  return result.ok ? { ok: true, sent: result.value } : result
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
