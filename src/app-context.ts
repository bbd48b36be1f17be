import type { TokenCredential } from '@azure/identity'
import { renderCard } from './cards/render-card.ts'
import { renderMail } from './cards/render-mail.ts'
import type { Config } from './config/config.ts'
import type { Actor } from './decide/actor.ts'
import { KeyturnError } from './domain/errors.ts'
import type { Message } from './domain/messages/message.ts'
import type { Policy } from './domain/policy.ts'
import { createIdentity } from './entra/create-identity.ts'
import { createProof } from './entra/create-proof.ts'
import { admitGuests } from './graph/admit-guests.ts'
import { createGraphClient } from './graph/create-graph-client.ts'
import { createCredentials } from './graph/credentials.ts'
import { createDirectory } from './graph/directory.ts'
import { installApp } from './graph/install-app.ts'
import { sendMail } from './graph/send-mail.ts'
import type { Logger } from './logger.ts'
import { createMailer } from './mail/create-mailer.ts'
import type { AppContext, Clock, Vault } from './ports.ts'
import { createDestinations } from './rotate/destinations/create-destinations.ts'
import type { Place } from './run/answers/place.ts'
import type { Background } from './run/background.ts'
import { createSchedule } from './schedule.ts'
import { createStores } from './tables/create-stores.ts'
import { createActivityGate } from './teams/authenticate-activity.ts'
import { createBot } from './teams/bot.ts'
import { inboundTrust } from './teams/bot-framework-settings.ts'
import { type ConnectorPace, createConnectorPace } from './teams/connector-pace.ts'
import { createAdapters } from './teams/create-adapters.ts'
import { createMessenger } from './teams/messenger.ts'
import { createAttachments } from './teams/read-attachment.ts'
import { createCertificateVault } from './vault/create-certificate-vault.ts'
import { createVault } from './vault/create-vault.ts'
import { askParts } from './web/ask-parts.ts'
import { closeServer } from './web/close-server.ts'
import { createServer } from './web/create-server.ts'
import { listen } from './web/listen.ts'

/** What a caller may put in the place of the real thing. */
export interface Overrides {
  readonly clock?: Clock
  readonly pace?: ConnectorPace
}

export interface App {
  readonly ctx: AppContext
  /** Opens the way in: HTTP, the check of activities, the bot. */
  listen(options: EntranceOptions): Promise<Entrance>
}

export interface EntranceOptions {
  readonly background: Background
  readonly startPass: (actor: Actor, place: Place) => Promise<'started' | 'already-running'>
}

export interface Entrance {
  readonly port: number
  close(): Promise<void>
}

/** The only place that constructs adapters: the ports for the verbs, and the way in, made of the settings. */
export async function createAppContext(config: Config, log: Logger, overrides: Overrides = {}): Promise<App> {
  const clock = overrides.clock ?? { now: () => new Date() }
  const counts = { graphRequests: 0, tableTransactions: 0, recordWrites: 0 }
  const credential = createIdentity(config.identity)
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
    onRecordWrite: () => {
      counts.recordWrites += 1
    },
  })
  const { botId, type: botType, tenantId, password: botPassword, authentication, framework } = config.bot
  const render = (message: Message) => renderCard(message, clock.now())
  const adapters = createAdapters({
    botId,
    botType,
    botTenantId: tenantId,
    botPassword,
    authentication,
    framework,
    credential: createIdentity({ ...config.identity, clientId: botId }),
    logger: log,
  })
  const { appId } = config.teams
  const { mailSender } = config
  const policy = policyOf(config)
  const directory = createDirectory(graph, log)
  const vault = createVault({ url: config.vaultUrl, credential, logger: log })
  const certificates = createCertificateVault({ url: config.vaultUrl, credential, logger: log })
  const ctx: AppContext = {
    ...stores,
    clock,
    log,
    meter: {
      graphRequests: () => counts.graphRequests,
      tableTransactions: () => counts.tableTransactions,
      recordWrites: () => counts.recordWrites,
    },
    policy,
    schedule: createSchedule(config.schedule.pattern, config.schedule.timeZone),
    directory: policy.allowGuestOwners ? admitGuests(directory) : directory,
    mailer:
      mailSender === undefined
        ? null
        : createMailer({
            sender: mailSender,
            send: (mime) => sendMail(graph, mailSender, mime),
            render: (message) => renderMail(message, clock.now()),
            clock,
            logger: log,
          }),
    attachments: createAttachments({ allowsLoopback: authentication === 'disabled' }),
    credentials: createCredentials(graph),
    vault,
    certificates,
    destinations: createDestinations({
      ...config.destinations,
      authorize: (scope) => authorize(credential, scope),
      vault,
      vaultAt: vaultsByUrl((url) => createVault({ url, credential, logger: log })),
      now: clock.now,
    }),
    proof: createProof({
      authorityHost: config.identity.authorityHost,
      tenantId,
      graphBaseUrl: config.graphBaseUrl,
      sign: certificates.sign,
      clock,
    }),
    messenger: createMessenger({
      adapter: adapters.proactive,
      audience: adapters.audience,
      botId,
      tenantId,
      teamsServiceUrl: config.teams.serviceUrl,
      install: appId === undefined ? undefined : (personId) => installApp(graph, appId, personId),
      conversations: stores.conversations,
      render,
      pace: overrides.pace ?? createConnectorPace(),
      logger: log,
    }),
  }

  return {
    ctx,
    async listen(options) {
      const bot = createBot({ ctx, adapter: adapters.inbound, render, ...options })
      const gate = createActivityGate({
        ...inboundTrust(framework),
        authentication,
        botId,
        tenantId,
        clock,
        logger: log,
      })
      const server = createServer({
        gate,
        logger: log,
        handleActivity: (req, res) => adapters.inbound.process(req, res, (context) => bot.handle(context)),
        readiness: () => askParts({ tables: () => stores.ping(), identity: () => askToken(credential, config) }),
      })
      const host = authentication === 'disabled' ? '127.0.0.1' : undefined
      const port = await listen(server, config.port, host)
      return { port, close: () => closeServer(server) }
    },
  }
}

/** The tenant's rules among the settings. */
function policyOf(config: Config): Policy {
  const { dryRun, alertDays, rotationLifetimeDays, administrators, administratorsChannelId } = config
  const { escalateAfterDays, minimumOwners, nominationExpiryDays, highPrivilegePermissions } = config
  const { ownerHistoryDays, allowGuestOwners, soakHours, fourEyes, approvalExpiryHours, certificateIssuer } = config
  return {
    dryRun,
    alertDays,
    rotationLifetimeDays,
    soakHours,
    certificateIssuer,
    fourEyes,
    approvalExpiryHours,
    administrators,
    administratorsChannelId,
    escalateAfterDays,
    minimumOwners,
    nominationExpiryDays,
    highPrivilegePermissions,
    ownerHistoryDays,
    allowGuestOwners,
  }
}

async function authorize(credential: TokenCredential, scope: string): Promise<string> {
  const token = await credential.getToken(scope)
  if (token === null) throw new KeyturnError('destination-unreachable', `Entra gave no token for ${scope}.`)
  return `Bearer ${token.token}`
}

/** One client for each vault, since each has to learn once where its tokens come from. */
function vaultsByUrl(open: (url: string) => Vault): (url: string) => Vault {
  const vaults = new Map<string, Vault>()
  return (url) => {
    const vault = vaults.get(url) ?? open(url)
    vaults.set(url, vault)
    return vault
  }
}

async function askToken(credential: TokenCredential, { graphBaseUrl }: Config): Promise<void> {
  await credential.getToken(`${graphBaseUrl}/.default`)
}
