import type { NoticeMessage } from '../../src/domain/messages/notice.ts'
import { createIdentity } from '../../src/entra/create-identity.ts'
import type { Messenger } from '../../src/ports.ts'
import { createConnectorPace } from '../../src/teams/connector-pace.ts'
import { createAdapters } from '../../src/teams/create-adapters.ts'
import { createMessenger } from '../../src/teams/messenger.ts'
import { anId } from './builders.ts'
import { type ConversationMemory, conversationMemory } from './conversation-memory.ts'

export const notice: NoticeMessage = { is: 'notice', tone: 'neutral', title: 'Hello', text: '', next: null, facts: [] }

export interface MessengerHost {
  readonly messenger: Messenger
  readonly conversations: ConversationMemory
  readonly botId: string
  readonly tenantId: string
}

export interface MessengerHostOptions {
  readonly serviceUrl: string
  readonly authentication?: 'required' | 'disabled'
  /** A fresh one unless given: the SDK keeps tokens by bot for as long as the process lives. */
  readonly botId?: string
  readonly tenantId?: string
  readonly install?: (personId: string) => Promise<boolean>
}

/** The messenger as the service builds it, before a connector at `serviceUrl`. */
export function createMessengerHost(options: MessengerHostOptions): MessengerHost {
  const { serviceUrl, authentication = 'required', botId = anId(), tenantId = anId() } = options
  const conversations = conversationMemory()
  const { proactive, audience } = createAdapters({
    ...{ botId, botType: 'UserAssignedMsi', botTenantId: tenantId, authentication, framework: {} },
    logger: { error: () => undefined },
    credential: createIdentity({ authorityHost: '', clientId: botId }),
    connectorTimeoutMs: 500,
  })
  const messenger = createMessenger({
    pace: createConnectorPace(),
    ...{ adapter: proactive, audience, botId, tenantId, teamsServiceUrl: serviceUrl, conversations },
    render: (message) => ({ card: { type: 'AdaptiveCard', version: '1.5', body: [] }, summary: `A ${message.is}` }),
    logger: { info: () => undefined },
    install: options.install,
  })
  return { messenger, conversations, botId, tenantId }
}
