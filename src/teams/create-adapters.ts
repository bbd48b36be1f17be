import type { TokenCredential } from '@azure/identity'
import { TeamsAdapter } from '@microsoft/teams-ai'
import { CloudAdapter, ConfigurationServiceClientCredentialFactory } from 'botbuilder'
import { KeyturnError } from '../domain/errors.ts'
import type { Log } from '../ports.ts'
import { botFrameworkSettings } from './bot-framework-settings.ts'
import { SingleAttemptAuthentication } from './connector-authentication.ts'
import { identityCredentials } from './identity-credentials.ts'
import { createTurnErrorHandler } from './inbound-turn-error.ts'

export interface BotIdentity {
  readonly botId: string
  readonly botType: 'UserAssignedMsi' | 'SingleTenant'
  readonly botTenantId: string
  readonly botPassword?: string | undefined
  readonly authentication: 'required' | 'disabled'
}

export interface AdapterOptions extends BotIdentity {
  /** The Bot Framework's own settings by its own names; only those that are set. */
  readonly framework: Readonly<Record<string, string>>
  /** Of the bot; used by `UserAssignedMsi`. */
  readonly credential: TokenCredential
  readonly logger: Pick<Log, 'error'>
  /** How long `proactive` waits for one answer of the connector. */
  readonly connectorTimeoutMs?: number
}

const CONNECTOR_TIMEOUT_MS = 15_000

export interface Adapters {
  /** Answers what people send. Catches what a turn throws. */
  readonly inbound: TeamsAdapter
  /** Sends on our own account. Throws what fails, and sends nothing twice. */
  readonly proactive: CloudAdapter
  /** For whom tokens of new conversations are asked: the cloud's connector. */
  readonly audience: string
}

export function createAdapters(options: AdapterOptions): Adapters {
  const framework = { ...botFrameworkSettings(options.framework) }
  const settings = credentialSettings(options)
  const credentials =
    settings.MicrosoftAppType === 'UserAssignedMSI'
      ? identityCredentials(options.botId, options.credential)
      : new ConfigurationServiceClientCredentialFactory(settings)
  const inbound = new TeamsAdapter(framework, credentials)
  inbound.onTurnError = createTurnErrorHandler(options.logger)
  const timeoutMs = options.connectorTimeoutMs ?? CONNECTOR_TIMEOUT_MS
  return {
    inbound,
    proactive: new CloudAdapter(new SingleAttemptAuthentication(framework, credentials, timeoutMs)),
    audience: framework.ToChannelFromBotOAuthScope,
  }
}

/** The SDK switches authentication off by an empty id, and reads a mistyped type as multi-tenant: neither may happen by itself. */
function credentialSettings(options: BotIdentity): Partial<Record<`MicrosoftApp${string}`, string>> {
  const { authentication, botId, botType, botTenantId, botPassword } = options
  if (authentication === 'disabled') return {}
  if (botId === '') throw settingError('BOT_ID is empty. Set it')
  const identity = { MicrosoftAppId: botId, MicrosoftAppTenantId: botTenantId }
  switch (botType) {
    case 'UserAssignedMsi':
      return { ...identity, MicrosoftAppType: 'UserAssignedMSI' }
    case 'SingleTenant':
      if (!botPassword) throw settingError('BOT_TYPE=SingleTenant needs BOT_PASSWORD. Set it, or use UserAssignedMsi')
      return { ...identity, MicrosoftAppType: 'SingleTenant', MicrosoftAppPassword: botPassword }
    default:
      throw settingError('BOT_TYPE is not known. Use UserAssignedMsi or SingleTenant')
  }
}

function settingError(problem: string): KeyturnError {
  return new KeyturnError('settings-invalid', `Keyturn cannot start: ${problem}.`)
}
