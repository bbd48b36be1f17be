import type { AlertDays } from '../domain/alert.ts'
import { KeyturnError } from '../domain/errors.ts'
import type { FourEyesCase } from '../domain/policy.ts'
import type { Env } from './env.ts'
import { Rule } from './readers.ts'
import { type SettingName, type SettingValues, settings } from './settings.ts'

/** Everything the service is told from outside, checked and frozen. */
export interface Config {
  readonly port: number
  readonly logLevel: string
  readonly dryRun: boolean
  readonly bot: BotConfig
  readonly teams: { readonly serviceUrl: string; readonly appId: string | undefined }
  readonly graphBaseUrl: string
  readonly identity: { readonly authorityHost: string; readonly clientId: string | undefined }
  readonly storage: StorageConfig
  readonly vaultUrl: string
  readonly administrators: { readonly personIds: readonly string[]; readonly groupId: string | undefined }
  readonly alertDays: AlertDays
  readonly escalateAfterDays: number
  readonly administratorsChannelId: string | undefined
  readonly mailSender: string | undefined
  readonly minimumOwners: number
  readonly nominationExpiryDays: number
  readonly fourEyes: readonly FourEyesCase[]
  readonly approvalExpiryHours: number
  readonly highPrivilegePermissions: readonly string[]
  readonly ownerHistoryDays: number
  readonly allowGuestOwners: boolean
  readonly schedule: { readonly pattern: string; readonly timeZone: string }
  readonly rotationLifetimeDays: number
  readonly soakHours: number
  readonly certificateIssuer: string
  readonly destinations: DestinationConfig
}

/** Where destinations are, and what Keyturn needs to reach them. */
export interface DestinationConfig {
  readonly resourceManagerUrl: string
  readonly devOpsUrl: string
  readonly vercelUrl: string
  readonly vercelTokenSecret: string
  readonly webhookHosts: readonly string[]
  readonly webhookKeySecret: string
}

export interface BotConfig {
  readonly botId: string
  readonly type: 'UserAssignedMsi' | 'SingleTenant'
  readonly tenantId: string
  readonly password: string | undefined
  readonly authentication: 'required' | 'disabled'
  /** The Bot Framework's own settings, by its own names; only those that are set. */
  readonly framework: Readonly<Record<string, string>>
}

export type StorageConfig =
  | { readonly connectionString: string }
  | { readonly account: string; readonly endpointSuffix: string }

/** Throws one `settings-invalid` error that lists every problem: variable, rule, remedy. */
export function parseConfig(env: Env): Config {
  const { values, problems } = readSettings(env)
  problems.push(...missing(env))
  const storage = storageOf(values)
  if (problems.length > 0 || storage === undefined) throw settingsError(problems)
  return freeze({
    port: values.PORT ?? 0,
    logLevel: values.LOG_LEVEL ?? 'info',
    dryRun: values.DRY_RUN !== 'false',
    bot: botOf(values),
    teams: { serviceUrl: values.TEAMS_SERVICE_URL ?? '', appId: values.TEAMS_APP_ID },
    graphBaseUrl: values.GRAPH_BASE_URL ?? '',
    identity: { authorityHost: values.AZURE_AUTHORITY_HOST ?? '', clientId: values.AZURE_CLIENT_ID },
    storage,
    vaultUrl: values.KEY_VAULT_URL ?? '',
    administrators: { personIds: values.ADMIN_USER_IDS ?? [], groupId: values.ADMIN_GROUP_ID },
    alertDays: values.ALERT_DAYS ?? [30, 14, 7],
    escalateAfterDays: values.ESCALATE_AFTER_DAYS ?? 5,
    administratorsChannelId: values.ADMIN_CHANNEL_ID,
    mailSender: values.MAIL_SENDER,
    minimumOwners: values.MINIMUM_OWNERS ?? 1,
    nominationExpiryDays: values.NOMINATION_EXPIRY_DAYS ?? 7,
    fourEyes: values.FOUR_EYES ?? [],
    approvalExpiryHours: values.APPROVAL_EXPIRY_HOURS ?? 72,
    highPrivilegePermissions: values.HIGH_PRIVILEGE_PERMISSIONS ?? [],
    ownerHistoryDays: values.OWNER_HISTORY_DAYS ?? 730,
    allowGuestOwners: values.ALLOW_GUEST_OWNERS === 'true',
    schedule: { pattern: values.SCAN_SCHEDULE ?? '', timeZone: values.SCAN_TIME_ZONE ?? '' },
    rotationLifetimeDays: values.ROTATION_LIFETIME_DAYS ?? 90,
    soakHours: values.ROTATION_SOAK_HOURS ?? 24,
    certificateIssuer: values.CERTIFICATE_ISSUER ?? 'Self',
    destinations: destinationsOf(values),
  })
}

function destinationsOf(values: SettingValues): DestinationConfig {
  return {
    resourceManagerUrl: values.AZURE_RESOURCE_MANAGER_URL ?? '',
    devOpsUrl: values.AZURE_DEVOPS_URL ?? '',
    vercelUrl: values.VERCEL_API_URL ?? '',
    vercelTokenSecret: values.VERCEL_TOKEN_SECRET ?? '',
    webhookHosts: values.WEBHOOK_HOSTS ?? [],
    webhookKeySecret: values.WEBHOOK_KEY_SECRET ?? '',
  }
}

function readSettings(env: Env): { values: SettingValues; problems: string[] } {
  const problems: string[] = []
  const values: Partial<Record<SettingName, unknown>> = {}
  for (const [name, { fallback, read }] of Object.entries(settings)) {
    const text = env[name]?.trim() || fallback
    if (text === null) continue
    try {
      values[name as SettingName] = read(text)
    } catch (error) {
      if (!(error instanceof Rule)) throw error
      problems.push(`${name} ${error.message}.`)
    }
  }
  return { values: values as SettingValues, problems }
}

function missing(env: Env): string[] {
  const isSet = (name: SettingName) => Boolean(env[name]?.trim())
  const isOpen = env.BOT_AUTHENTICATION?.trim() === 'disabled'
  const problems: string[] = []
  if (!isSet('BOT_ID') && !isOpen) {
    problems.push(
      'BOT_ID is required: set the client ID of the bot; for local work alone set BOT_AUTHENTICATION=disabled.',
    )
  }
  if (env.BOT_TYPE?.trim() === 'SingleTenant' && !isSet('BOT_PASSWORD') && !isOpen) {
    problems.push('BOT_PASSWORD is required with BOT_TYPE=SingleTenant: set it, or use BOT_TYPE=UserAssignedMsi.')
  }
  if (!isSet('BOT_TENANT_ID')) problems.push('BOT_TENANT_ID is required: set the id of your Entra tenant.')
  if (!isSet('KEY_VAULT_URL')) {
    problems.push(
      'KEY_VAULT_URL is required: set the URL of the vault for new secrets, such as https://name.vault.azure.net.',
    )
  }
  if (isSet('AZURE_STORAGE_CONNECTION_STRING') === isSet('AZURE_STORAGE_ACCOUNT')) {
    problems.push(
      'AZURE_STORAGE_ACCOUNT or AZURE_STORAGE_CONNECTION_STRING is required, and only one of them: set the account where a managed identity is used.',
    )
  }
  return problems
}

function storageOf(values: SettingValues): StorageConfig | undefined {
  if (values.AZURE_STORAGE_CONNECTION_STRING) return { connectionString: values.AZURE_STORAGE_CONNECTION_STRING }
  if (!values.AZURE_STORAGE_ACCOUNT) return undefined
  return { account: values.AZURE_STORAGE_ACCOUNT, endpointSuffix: values.AZURE_STORAGE_ENDPOINT_SUFFIX ?? '' }
}

const frameworkNames = [
  'ToChannelFromBotLoginUrl',
  'ToChannelFromBotOAuthScope',
  'ToBotFromChannelTokenIssuer',
  'ToBotFromChannelOpenIdMetadataUrl',
  'ToBotFromEmulatorOpenIdMetadataUrl',
  'OAuthUrl',
  'ChannelService',
  'ValidateAuthority',
] as const satisfies readonly SettingName[]

function botOf(values: SettingValues): BotConfig {
  return {
    botId: values.BOT_ID ?? '',
    type: values.BOT_TYPE ?? 'UserAssignedMsi',
    tenantId: values.BOT_TENANT_ID ?? '',
    password: values.BOT_PASSWORD,
    authentication: values.BOT_AUTHENTICATION ?? 'required',
    framework: Object.fromEntries(
      frameworkNames.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
    ),
  }
}

function settingsError(problems: readonly string[]): KeyturnError {
  const list = problems.map((problem) => `  - ${problem}`).join('\n')
  return new KeyturnError('settings-invalid', `Keyturn cannot start, its settings are not right:\n${list}`)
}

function freeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) freeze(part)
  return Object.freeze(value)
}
