import type { TurnContext } from 'botbuilder'
import { vi } from 'vitest'
import { createIdentity } from '../../src/entra/create-identity.ts'
import { createLogger, type Logger } from '../../src/logger.ts'
import { createActivityGate } from '../../src/teams/authenticate-activity.ts'
import { createAdapters } from '../../src/teams/create-adapters.ts'
import { closeServer } from '../../src/web/close-server.ts'
import { createServer, type ServerOptions } from '../../src/web/create-server.ts'
import { listen } from '../../src/web/listen.ts'
import { anId } from './builders.ts'
import { type FakeConnector, startFakeConnector } from './fake-connector.ts'
import { type ManagedIdentity, startManagedIdentity } from './managed-identity.ts'
import { channelIssuer, startTokenIssuer, type TokenIssuer } from './token-issuer.ts'

/** The transport as the service builds it, between a token issuer, a connector and an identity of its own. */
export interface BotHost extends AsyncDisposable {
  readonly url: string
  readonly botId: string
  readonly tenantId: string
  readonly issuer: TokenIssuer
  readonly connector: FakeConnector
  readonly identity: ManagedIdentity
  /** Everything that was logged, as text. */
  readonly logged: () => string
  post(body: unknown, headers?: Record<string, string>): Promise<{ status: number; text: string; headers: Headers }>
}

export interface BotHostOptions {
  readonly handle: (context: TurnContext) => Promise<void>
  readonly authentication?: 'required' | 'disabled'
  readonly server?: Partial<ServerOptions>
  /** As `AZURE_AUTHORITY_HOST` names it. */
  readonly authorityHost?: string
}

export async function startBotHost({
  handle,
  authentication = 'required',
  server,
  authorityHost = '',
}: BotHostOptions): Promise<BotHost> {
  const [issuer, connector, identity] = await Promise.all([
    startTokenIssuer(),
    startFakeConnector(),
    startManagedIdentity(),
  ])
  for (const [name, value] of Object.entries(identity.variables)) vi.stubEnv(name, value)
  vi.stubEnv('AZURE_AUTHORITY_HOST', authorityHost)
  const { logger, logged } = recordingLogger()
  const botId = anId()
  const tenantId = anId()
  const framework = { ToBotFromChannelOpenIdMetadataUrl: issuer.metadataUrl }
  const bot = { botId, botType: 'UserAssignedMsi', botTenantId: tenantId, authentication } as const
  const { inbound } = createAdapters({
    ...bot,
    framework,
    credential: createIdentity({ authorityHost, clientId: botId }),
    logger,
  })
  const web = createServer({
    gate: createActivityGate({
      authentication,
      botId,
      tenantId,
      openIdMetadataUrl: issuer.metadataUrl,
      issuer: channelIssuer,
      clock: { now: () => new Date() },
      logger,
    }),
    handleActivity: (req, res) => inbound.process(req, res, handle),
    readiness: async () => ({ tables: 'ok' }),
    logger,
    ...server,
  })
  const url = `http://127.0.0.1:${await listen(web, 0, '127.0.0.1')}`
  return {
    url,
    botId,
    tenantId,
    issuer,
    connector,
    identity,
    logged,
    async post(body, headers = {}) {
      const response = await fetch(`${url}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
      return { status: response.status, text: await response.text(), headers: response.headers }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([closeServer(web, 100), issuer.close(), connector.close(), identity.close()])
      vi.unstubAllEnvs()
    },
  }
}

export function recordingLogger(): { logger: Logger; logged: () => string } {
  const lines: string[] = []
  return { logger: createLogger('trace', { write: (line) => void lines.push(line) }), logged: () => lines.join('') }
}
