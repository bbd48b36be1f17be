import { DefaultAzureCredential } from '@azure/identity'
import { SecretClient } from '@azure/keyvault-secrets'
import { createAppContext } from '../../src/app-context.ts'
import { parseConfig } from '../../src/config/config.ts'
import type { ScanSummary } from '../../src/domain/scan-summary.ts'
import { createLogger } from '../../src/logger.ts'
import type { AppContext } from '../../src/ports.ts'
import { passOnDemand } from '../../src/run/answers/pass-on-demand.ts'
import { createBackground } from '../../src/run/background.ts'
import { runOpenRotations } from '../../src/run/rotations/run-rotations.ts'
import { runScan } from '../../src/run-scan.ts'
import type { Cloud, CloudOptions } from '../../src/sandbox/cloud.ts'
import type { ConnectorPace } from '../../src/teams/connector-pace.ts'
import { aMessageActivity } from './activities.ts'
import { startAzurite } from './azurite.ts'
import { type CardJson, type ShownCard, shownCard } from './card-json.ts'
import { startTestCloud } from './cloud.ts'
import { type FakeConnector, startFakeConnector } from './fake-connector.ts'

/** The whole service in this process, between the simulated cloud, a real Azurite and a connector that records. */
export interface Product extends AsyncDisposable {
  readonly ctx: AppContext
  readonly cloud: Cloud
  readonly connector: FakeConnector
  readonly connectionString: string
  /** Everything that was logged or answered, as text. */
  readonly heard: () => string
  pass(): Promise<ScanSummary>
  /** The newest state of every card that a person was sent, oldest first. */
  cardsOf(personId: string): ShownCard[]
  say(personId: string, text: string, place?: Record<string, unknown>): Promise<ShownCard>
  click(personId: string, card: ShownCard, title: string, inputs?: Record<string, string>): Promise<ClickAnswer>
  /** Any activity, as is. */
  post(activity: unknown): Promise<{ status: number; body: Record<string, unknown> | undefined }>
  /** Moves the clock and lets what is due happen, as the service's own ticks do. */
  later(spanMs: number): Promise<void>
  /** What the vault holds under a name, read as an application would read it. */
  secretValue(name: string): Promise<string>
  /** Waits for what goes on behind the answers. */
  settle(): Promise<void>
}

export interface ClickAnswer {
  readonly type: string
  readonly statusCode: number
  /** The card that replaces the clicked one, if any. */
  readonly card: ShownCard | undefined
  readonly text: string
}

export interface ProductOptions extends CloudOptions {
  readonly settings?: Record<string, string>
  /** State of an earlier product. */
  readonly connectionString?: string
}

/** The pace counts seconds that pass, in which a story's days pass too: its messages would wait for one another. */
const unlimited: ConnectorPace = { take: async () => 0 }

export async function startProduct({ settings, ...options }: ProductOptions = {}): Promise<Product> {
  const [cloud, connector] = await Promise.all([startTestCloud(options), startFakeConnector()])
  const connectionString = options.connectionString ?? (await startAzurite()).connectionString
  const heard: string[] = []
  const config = parseConfig({
    ...cloud.environment(),
    PORT: '0',
    BOT_AUTHENTICATION: 'disabled',
    AZURE_STORAGE_CONNECTION_STRING: connectionString,
    TEAMS_SERVICE_URL: connector.url,
    ADMIN_USER_IDS: String(cloud.tenant.cast.administrator.id),
    DRY_RUN: 'false',
    ...settings,
  })
  const log = createLogger('debug', { write: (line) => void heard.push(line) })
  const { ctx, listen } = await createAppContext(config, log, { clock: cloud.clock, pace: unlimited })
  const background = createBackground(log)
  const { port, close } = await listen({ background, startPass: passOnDemand(ctx, background) })
  const where = { botId: config.bot.botId, tenantId: config.bot.tenantId, serviceUrl: connector.url }

  async function post(activity: unknown): Promise<{ status: number; body: Record<string, unknown> | undefined }> {
    const response = await fetch(`http://127.0.0.1:${port}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(activity),
    })
    const text = await response.text()
    heard.push(text)
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : undefined }
  }

  const chatOf = (personId: string) => `chat-of-${personId}`
  const from = (personId: string) => ({ id: `29:${personId}`, name: 'Somebody', aadObjectId: personId })
  const inChat = (personId: string) => ({
    from: from(personId),
    conversation: { id: chatOf(personId), conversationType: 'personal', tenantId: where.tenantId },
  })

  return {
    ctx,
    cloud,
    connector,
    connectionString,
    heard: () => heard.join('\n'),
    post,
    settle: () => background.drain(),

    async secretValue(name) {
      const options = { disableChallengeResourceVerification: true }
      const { value } = await new SecretClient(cloud.origin, new DefaultAzureCredential(), options).getSecret(name)
      return value ?? ''
    },

    async pass() {
      const summary = await runScan(ctx)
      if (summary === undefined) throw new Error('another pass is running')
      return summary
    },

    cardsOf(personId) {
      return [...connector.activities]
        .filter(([key]) => key.split('/')[0]?.endsWith(personId))
        .flatMap(([key, activity]) => shownCard(key, activity))
    },

    async say(personId, text, place = {}) {
      const before = new Set(connector.activities.keys())
      const { status } = await post(aMessageActivity(where, { text, ...inChat(personId), ...place }))
      if (status >= 300) throw new Error(`the message was answered with ${status}`)
      await background.drain()
      const answers = [...connector.activities]
        .filter(([key]) => !before.has(key))
        .flatMap(([key, activity]) => shownCard(key, activity))
      const [answer] = answers
      if (answer === undefined) throw new Error(`nothing was answered to ${text}`)
      return answer
    },

    async click(personId, card, title, inputs = {}) {
      const action = card.actions.find((item) => item.title === title)
      if (action === undefined)
        throw new Error(`no button ${title}, only ${card.actions.map((item) => item.title).join(', ')}`)
      const value = {
        action: { type: action.type, verb: action.verb, data: { ...action.data, ...card.chosen, ...inputs } },
        trigger: 'manual',
      }
      const invoke = {
        ...aMessageActivity(where),
        type: 'invoke',
        name: 'adaptiveCard/action',
        value,
        replyToId: card.activityId,
        text: undefined,
      }
      const { body } = await post({
        ...invoke,
        ...inChat(personId),
        conversation: { ...inChat(personId).conversation, id: card.conversationId },
      })
      const shown = typeof body?.value === 'object' ? (body.value as CardJson) : undefined
      const key = `${card.conversationId}/${card.activityId}`
      return {
        type: String(body?.type),
        statusCode: Number(body?.statusCode),
        card: shown?.type === 'AdaptiveCard' ? shownCard(key, { attachments: [{ content: shown }] })[0] : undefined,
        text: JSON.stringify(body),
      }
    },

    async later(spanMs) {
      cloud.clock.advance(spanMs)
      await runOpenRotations(ctx)
      await background.drain()
    },

    async [Symbol.asyncDispose]() {
      await background.drain()
      await close()
      await Promise.all([cloud.stop(), connector.close()])
    },
  }
}
