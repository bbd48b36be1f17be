import type { Cloud } from '../cloud.ts'
import type { Environment } from './child.ts'
import { controlUrlVariable } from './control-url.ts'

/** Variables of this machine that would lead the bot to another cloud, account or bot than the sandbox's. */
const foreign =
  /^(AZURE_|ARM_|MSI_|IDENTITY_|IMDS_|BOT_|TEAMS_|ADMIN_|MAIL_|GRAPH_|KEY_VAULT_|ToBot|ToChannel|OAuthUrl)/

export interface BotSurroundings {
  readonly cloud: Cloud
  readonly port: number
  readonly controlUrl: string
  readonly connectionString: string
}

/**
 * What a child process needs to be the bot of this sandbox. Other settings, like ALERT_DAYS, may be given to the
 * sandbox itself and reach the bot.
 */
export function botEnvironment({ cloud, port, controlUrl, connectionString }: BotSurroundings): Environment {
  const removed = Object.keys(process.env).filter((name) => foreign.test(name))
  return {
    ...Object.fromEntries(removed.map((name) => [name, undefined])),
    ...cloud.environment(),
    NO_PROXY: 'localhost,127.0.0.1',
    PORT: String(port),
    BOT_ID: '',
    BOT_AUTHENTICATION: 'disabled',
    DRY_RUN: 'false',
    ADMIN_USER_IDS: cloud.tenant.cast.administrator.id,
    MAIL_SENDER: cloud.tenant.cast.administrator.id,
    AZURE_STORAGE_CONNECTION_STRING: connectionString,
    [controlUrlVariable]: controlUrl,
  }
}
