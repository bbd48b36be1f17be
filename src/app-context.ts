import { DefaultAzureCredential } from '@azure/identity'
import type { Background } from './background.ts'
import { renderCard } from './cards/render-card.ts'
import type { Config } from './config/config.ts'
import type { Actor } from './decide/actor.ts'
import type { Message } from './domain/message.ts'
import { createCredentials } from './graph/credentials.ts'
import { createGraphClient } from './graph/create-graph-client.ts'
import { createDirectory } from './graph/directory.ts'
import type { Logger } from './logger.ts'
import type { AppContext, Clock, Meter } from './ports.ts'
import { createSchedule } from './schedule.ts'
import { createStores } from './tables/create-stores.ts'
import { createActivityGate } from './teams/authenticate-activity.ts'
import { createBot } from './teams/bot.ts'
import { createAdapters } from './teams/create-adapters.ts'
import { createMessenger } from './teams/messenger.ts'
import { createVault } from './vault/create-vault.ts'
import { createServer } from './web/create-server.ts'
import { closeServer } from './web/close-server.ts'
import { listen } from './web/listen.ts'

/** What a caller may put in the place of the real thing. */
export interface Overrides {
  readonly clock?: Clock
}

/** The only place that constructs adapters: the ports for the verbs, made of the settings. */
export async function createAppContext(config: Config, log: Logger, overrides: Overrides = {}): Promise<AppContext> {
  const clock = overrides.clock ?? { now: () => new Date() }
  const counts = { graphRequests: 0, tableTransactions: 0 }
  const meter: Meter = {
    graphRequests: () => counts.graphRequests,
    tableTransactions: () => counts.tableTransactions,
  }
  const credential = createIdentity(config)
  const graph = createGraphClient({
    baseUrl: config.graphBaseUrl,
    credential,
    logger: log,
    onRequest: () => {
      counts.graphRequests += 1
    },
  })
  const stores = await createStores({
    ...config.storage,
    credential,
    clock,
    logger: log,
    onTransaction: () => {
      counts.tableTransactions += 1
    },
  })
  const { dryRun, alertDays, rotationLifetimeDays, administrators } = config
  return {
    clock,
    log,
    meter,
    policy: { dryRun, alertDays, rotationLifetimeDays, administrators },
    schedule: createSchedule(config.schedule.pattern, config.schedule.timeZone),
    directory: createDirectory(graph, log),
    credentials: createCredentials(graph),
    vault: createVault({ url: config.vaultUrl, credential, logger: log }),
    messenger: createMessenger(),
    ...stores,
  }
}

/** Managed identity in Azure, the environment or a developer's login elsewhere. */
function createIdentity({ identity }: Config): DefaultAzureCredential {
  return new DefaultAzureCredential({
    authorityHost: identity.authorityHost,
    ...(identity.clientId === undefined ? {} : { managedIdentityClientId: identity.clientId }),
  })
}
