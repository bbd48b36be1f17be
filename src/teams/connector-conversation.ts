import type { Activity, CloudAdapter, ConversationAccount, ConversationParameters, TurnContext } from 'botbuilder'
import type { Conversation, SentRef } from '../ports.ts'

export interface ConnectorOptions {
  readonly adapter: CloudAdapter
  readonly audience: string
  readonly botId: string
  readonly tenantId: string
}

/** The four calls to the Bot Connector that Keyturn makes on its own account. All throw what the connector refuses. */
export interface ConnectorConversations {
  /** The one-to-one chat; the same person always has the same one. */
  openWithPerson(personId: string, serviceUrl: string): Promise<Conversation>
  /** Starts a thread in a channel with its first activity. */
  openThread(channel: Conversation, activity: Partial<Activity>): Promise<SentRef>
  send(conversation: Conversation, activity: Partial<Activity>): Promise<SentRef>
  update(sent: SentRef, activity: Partial<Activity>): Promise<SentRef>
}

export function connectorConversations(options: ConnectorOptions): ConnectorConversations {
  const { adapter, audience, botId, tenantId } = options
  const bot = { id: `28:${botId}`, name: '' }

  async function open(serviceUrl: string, parameters: Omit<ConversationParameters, 'bot'>): Promise<Conversation> {
    let conversationId = ''
    await adapter.createConversationAsync(
      botId,
      'msteams',
      serviceUrl,
      audience,
      { ...parameters, bot },
      async ({ activity }) => {
        conversationId = activity.conversation.id
      },
    )
    return { conversationId, serviceUrl }
  }

  async function resume(
    { conversationId, serviceUrl }: Conversation,
    act: (context: TurnContext) => Promise<unknown>,
  ): Promise<void> {
    const conversation = { id: conversationId, tenantId } as ConversationAccount
    const reference = { bot, channelId: 'msteams', serviceUrl, conversation }
    await adapter.continueConversationAsync(botId, reference, async (context) => {
      // The SDK makes up an id for the turn and would send the card as a reply to it.
      context.activity.id = ''
      await act(context)
    })
  }

  return {
    openWithPerson(personId, serviceUrl) {
      const members = [{ id: personId, name: '' }]
      return open(serviceUrl, { isGroup: false, members, tenantId, channelData: { tenant: { id: tenantId } } })
    },

    async openThread({ conversationId, serviceUrl }, activity) {
      const channelData = { channel: { id: withoutThread(conversationId) }, tenant: { id: tenantId } }
      const first = { ...activity } as Activity
      const thread = await open(serviceUrl, { isGroup: true, channelData, activity: first })
      return { ...thread, activityId: threadRoot(thread.conversationId) }
    },

    async send(conversation, activity) {
      let activityId = ''
      await resume(conversation, async (context) => {
        activityId = (await context.sendActivity(activity))?.id ?? ''
      })
      return { ...conversation, activityId }
    },

    async update(sent, activity) {
      await resume(sent, (context) => context.updateActivity({ ...activity, id: sent.activityId }))
      return sent
    },
  }
}

function withoutThread(conversationId: string): string {
  return conversationId.replace(/;messageid=.*$/, '')
}

/** The SDK drops the activity id from the answer, but a new thread's conversation is named after its first activity. */
function threadRoot(conversationId: string): string {
  return /;messageid=(\d+)/.exec(conversationId)?.[1] ?? ''
}
