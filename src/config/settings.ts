import {
  anyText,
  certificateIssuer,
  channelId,
  connectionString,
  cronPattern,
  domain,
  fourEyes,
  guid,
  listOf,
  mailbox,
  oneOf,
  origin,
  permissionValue,
  type Reader,
  storageAccount,
  threeFallingDays,
  timeZone,
  url,
  vaultSecretName,
  webhookHost,
  wholeNumber,
} from './readers.ts'

/** One environment variable. `fallback` null: none, the setting stays unset. The README shows the same rows. */
export interface Setting<T> {
  readonly fallback: string | null
  readonly meaning: string
  readonly read: Reader<T>
}

function setting<T>(fallback: string | null, meaning: string, read: Reader<T>): Setting<T> {
  return { fallback, meaning, read }
}

const framework = "the Bot Framework's own setting, for sovereign clouds"

export const settings = {
  PORT: setting('3978', 'HTTP port; 0 takes a free one', wholeNumber(0, 65_535)),
  LOG_LEVEL: setting(
    'info',
    '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`',
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  ),
  BOT_ID: setting(null, 'Entra client ID of the bot; required', guid),
  BOT_TYPE: setting('UserAssignedMsi', '`UserAssignedMsi` or `SingleTenant`', oneOf('UserAssignedMsi', 'SingleTenant')),
  BOT_TENANT_ID: setting(null, 'home tenant; activities from any other tenant are refused; required', guid),
  BOT_PASSWORD: setting(null, 'only for `SingleTenant`', anyText),
  BOT_AUTHENTICATION: setting(
    'required',
    '`disabled` only for local work: then `BOT_ID` may be empty and the server listens on loopback alone',
    oneOf('required', 'disabled'),
  ),
  ToChannelFromBotLoginUrl: setting(null, framework, url),
  ToChannelFromBotOAuthScope: setting(null, framework, anyText),
  ToBotFromChannelTokenIssuer: setting(null, framework, anyText),
  ToBotFromChannelOpenIdMetadataUrl: setting(null, framework, url),
  ToBotFromEmulatorOpenIdMetadataUrl: setting(null, framework, url),
  OAuthUrl: setting(null, framework, url),
  ChannelService: setting(null, framework, url),
  ValidateAuthority: setting(null, framework, oneOf('true', 'false')),
  TEAMS_SERVICE_URL: setting(
    'https://smba.trafficmanager.net/teams/',
    'Bot Connector used until a conversation reference is known',
    url,
  ),
  TEAMS_APP_ID: setting(
    null,
    'catalog id of the Teams app; when set, Keyturn installs itself for a recipient who lacks it',
    guid,
  ),
  GRAPH_BASE_URL: setting('https://graph.microsoft.com', "Microsoft Graph's origin", origin),
  AZURE_AUTHORITY_HOST: setting(
    'https://login.microsoftonline.com',
    "Entra's login host, as `@azure/identity` names it",
    origin,
  ),
  AZURE_CLIENT_ID: setting(null, 'client ID of the user-assigned managed identity', guid),
  AZURE_STORAGE_CONNECTION_STRING: setting(null, 'state, by connection string; this or the account', connectionString),
  AZURE_STORAGE_ACCOUNT: setting(null, 'state, by account name and managed identity', storageAccount),
  AZURE_STORAGE_ENDPOINT_SUFFIX: setting('core.windows.net', 'domain of the account, for sovereign clouds', domain),
  KEY_VAULT_URL: setting(null, "Keyturn's own vault: every new secret is put here first; required", origin),
  AZURE_RESOURCE_MANAGER_URL: setting('https://management.azure.com', "Azure Resource Manager's origin", origin),
  AZURE_DEVOPS_URL: setting('https://dev.azure.com', "Azure DevOps' origin", origin),
  VERCEL_API_URL: setting('https://api.vercel.com', "Vercel's origin", origin),
  VERCEL_TOKEN_SECRET: setting(
    'keyturn-vercel-token',
    "name of the secret in Keyturn's vault that holds Vercel's token",
    vaultSecretName,
  ),
  WEBHOOK_HOSTS: setting(
    null,
    'hosts that webhooks may go to: `host`, `host:port`, or `private:host` for one whose address is not public',
    listOf(webhookHost),
  ),
  WEBHOOK_KEY_SECRET: setting(
    'keyturn-webhook-key',
    "name of the secret in Keyturn's vault that holds the webhooks' signing key (`whsec_…`)",
    vaultSecretName,
  ),
  ADMIN_USER_IDS: setting(null, 'object ids of people who may do everything', listOf(guid)),
  ADMIN_GROUP_ID: setting(null, 'object id of a group whose members, nested ones too, may do everything', guid),
  ALERT_DAYS: setting('30,14,7', 'days before the end at which the three alerts fall due', threeFallingDays),
  ESCALATE_AFTER_DAYS: setting(
    '5',
    'an alert of the second stage or later that nobody answers for so long goes one step up as well',
    wholeNumber(1, 90),
  ),
  ADMIN_CHANNEL_ID: setting(
    null,
    'Teams channel (`19:…@thread.tacv2`) that is told what nobody else can be told; without it the administrators are',
    channelId,
  ),
  MAIL_SENDER: setting(
    null,
    'mailbox (object id or address) that mails whom Teams cannot reach; without it the next person in line is told',
    mailbox,
  ),
  MINIMUM_OWNERS: setting(
    '1',
    'owners that each application should have at least; 2 is recommended',
    wholeNumber(1, 10),
  ),
  NOMINATION_EXPIRY_DAYS: setting('7', 'days that a nominated owner has to accept', wholeNumber(1, 60)),
  FOUR_EYES: setting(
    'high-privilege,orphaned,removal',
    'what a second person has to agree to: rotations of `high-privilege` and `orphaned` applications, early `removal` of old secrets; or `none`',
    fourEyes,
  ),
  APPROVAL_EXPIRY_HOURS: setting('72', 'hours that a second person has to agree', wholeNumber(1, 720)),
  HIGH_PRIVILEGE_PERMISSIONS: setting(
    'Application.ReadWrite.All,AppRoleAssignment.ReadWrite.All,RoleManagement.ReadWrite.Directory,Directory.ReadWrite.All,Group.ReadWrite.All,User.ReadWrite.All,Mail.ReadWrite,Mail.Send,full_access_as_app,Files.ReadWrite.All,Sites.FullControl.All,Sites.ReadWrite.All',
    'application permissions that make a new owner need the approval of an administrator',
    listOf(permissionValue),
  ),
  OWNER_HISTORY_DAYS: setting(
    '730',
    'days that former owners and their managers are remembered',
    wholeNumber(30, 3_650),
  ),
  ALLOW_GUEST_OWNERS: setting(
    'false',
    '`true`: enabled guests of the tenant count as owners, are told and may act',
    oneOf('true', 'false'),
  ),
  SCAN_SCHEDULE: setting('0 6 * * *', 'cron pattern of the passes', cronPattern),
  SCAN_TIME_ZONE: setting('UTC', 'IANA time zone of the schedule', timeZone),
  ROTATION_LIFETIME_DAYS: setting('90', 'lifetime of the secrets that Keyturn makes, 1 to 730', wholeNumber(1, 730)),
  CERTIFICATE_ISSUER: setting(
    'Self',
    "who issues new certificates: `Self`, or an issuer that is configured in Keyturn's vault",
    certificateIssuer,
  ),
  ROTATION_SOAK_HOURS: setting(
    '24',
    'hours that an old secret stays after the new one was delivered everywhere',
    wholeNumber(0, 720),
  ),
  DRY_RUN: setting(
    'true',
    'nothing in Entra, a vault or a destination is changed, and cards say so, until set to `false`',
    oneOf('true', 'false'),
  ),
} as const

export type SettingName = keyof typeof settings
export type SettingValues = {
  readonly [Name in SettingName]: (typeof settings)[Name] extends Setting<infer T> ? T | undefined : never
}
