import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openCertificateAuthority } from './certificate-authority.ts'
import { startServers } from './cloud-servers.ts'
import { type BotIdentity, createBotIdentity } from './entra/bot-identity.ts'
import { createFaults, type Faults } from './faults.ts'
import { type Places, seedPlaces } from './places.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'
import { createSandboxClock, type SandboxClock } from './sandbox-clock.ts'
import { seedTenant } from './tenant/seed-tenant.ts'
import type { Tenant } from './tenant/tenant.ts'
import { type CertificateStore, createCertificateStore } from './vault/certificate-store.ts'
import { createSecretStore, type SecretStore } from './vault/secret-store.ts'
import { createVaultView, type VaultView } from './vault/vault-view.ts'

export interface CloudOptions {
  /** 300 by default. */
  readonly applications?: number
  /** Equal seeds make equal tenants. */
  readonly seed?: number
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** Where the certificate authority is kept; by default a temporary folder that goes with the cloud. */
  readonly storeFolder?: string
  readonly now?: Date
  readonly replicationDelayMs?: number
  /** Graph throttles as Microsoft documents it. */
  readonly throttle?: boolean
  /** Keyturn's vault holds the token that opens Vercel, as an administrator would have put it there. */
  readonly withVercelToken?: boolean
  /** Instead of `defaultPermissions`, which include the roles on the vault. */
  readonly permissions?: Iterable<string>
}

/** Microsoft Graph, Entra, a Key Vault, a managed identity and a Bot Connector on loopback, with a tenant that lives in memory. */
export interface Cloud {
  /** `https://localhost:{port}`, of everything but the managed identity. */
  readonly origin: string
  readonly caCertificatePath: string
  readonly caCertificatePem: string
  readonly identityEndpoint: string
  readonly identityHeader: string
  readonly tenant: Tenant
  readonly bot: BotIdentity
  /** Of the bot; a change is in force at once. */
  readonly permissions: Set<string>
  readonly clock: SandboxClock
  readonly faults: Faults
  readonly vault: VaultView
  readonly places: Places
  readonly certificates: CertificateStore
  readonly requests: RequestLog
  /** All settings by which a bot finds this cloud instead of the real one. */
  environment(): Record<string, string>
  stop(): Promise<void>
}

export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const { applications = 300, seed = 1, throttle = true, replicationDelayMs } = options
  const clock = createSandboxClock(options.now)
  const tenant = seedTenant({ applications, seed, now: clock.now() })
  if (replicationDelayMs !== undefined) tenant.replicationDelayMs = replicationDelayMs
  const bot = createBotIdentity(options.permissions)
  const [secrets, certificates] = [createSecretStore(clock.now), createCertificateStore(clock.now)]
  const places = seedPlaces(tenant, secrets, clock.now)
  if (options.withVercelToken === true) storeToken(secrets, places.vercelToken)
  const [faults, requests] = [createFaults(), createRequestLog()]

  const storeFolder = resolve(options.storeFolder ?? (await mkdtemp(join(tmpdir(), 'keyturn-cloud-'))))
  const authority = await openCertificateAuthority(storeFolder)
  const parts = { tenant, bot, secrets, certificates, places, faults, requests, now: clock.now, throttle }
  const servers = await startServers(parts, authority, options.port ?? 0)
  const { origin, identityEndpoint, identityHeader } = servers

  return {
    origin,
    caCertificatePath: authority.certificatePath,
    caCertificatePem: authority.certificatePem,
    identityEndpoint,
    identityHeader,
    tenant,
    bot,
    permissions: bot.permissions,
    clock,
    faults,
    vault: createVaultView(secrets),
    places,
    certificates,
    requests,
    environment: () => ({
      GRAPH_BASE_URL: origin,
      AZURE_AUTHORITY_HOST: origin,
      KEY_VAULT_URL: origin,
      AZURE_RESOURCE_MANAGER_URL: origin,
      AZURE_DEVOPS_URL: origin,
      VERCEL_API_URL: origin,
      TEAMS_SERVICE_URL: `${origin}/teams/`,
      IDENTITY_ENDPOINT: identityEndpoint,
      IDENTITY_HEADER: identityHeader,
      AZURE_CLIENT_ID: bot.clientId,
      BOT_TENANT_ID: tenant.tenantId,
      NODE_EXTRA_CA_CERTS: authority.certificatePath,
    }),
    async stop() {
      await servers.stop()
      if (options.storeFolder === undefined) await rm(storeFolder, { recursive: true, force: true })
    },
  }
}

function storeToken(secrets: SecretStore, value: string): void {
  const forever = { enabled: true, notBeforeAt: null, expiresAt: null }
  secrets.add('keyturn-vercel-token', { value, contentType: 'text/plain', tags: {}, ...forever })
}
