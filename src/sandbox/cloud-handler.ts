import { createArmHandler } from './arm/arm-handler.ts'
import { automationPath, createAutomationHandler } from './automation/automation-handler.ts'
import { areaOf } from './cloud-area.ts'
import { createDevOpsHandler } from './devops/devops-handler.ts'
import type { BotIdentity } from './entra/bot-identity.ts'
import { createEntraHandler } from './entra/entra-handler.ts'
import { azureAudience, devOpsAudience } from './entra/resource.ts'
import type { TokenIssuer } from './entra/token-issuer.ts'
import type { Faults } from './faults.ts'
import { type Caller, createGraphHandler } from './graph/graph-handler.ts'
import type { Places } from './places.ts'
import type { RequestLog } from './request-log.ts'
import { answerConnector } from './teams/connector-handler.ts'
import type { Tenant } from './tenant/tenant.ts'
import type { CertificateStore } from './vault/certificate-store.ts'
import type { SecretStore } from './vault/secret-store.ts'
import { createVaultHandler } from './vault/vault-handler.ts'
import { createVercelHandler } from './vercel/vercel-handler.ts'
import type { WebHandler } from './web/node-http.ts'

export interface CloudParts {
  readonly tenant: Tenant
  readonly bot: BotIdentity
  readonly issuer: TokenIssuer
  readonly secrets: SecretStore
  readonly places: Places
  readonly certificates: CertificateStore
  readonly faults: Faults
  readonly requests: RequestLog
  readonly origin: () => string
  readonly now: () => Date
  readonly throttle: boolean
}

/** Graph, the vault, the Bot Connector and Entra behind one origin, told apart by path; every request meets the faults and is logged. */
export function createCloudHandler(parts: CloudParts): WebHandler {
  const { tenant, bot, issuer, secrets, certificates, places, faults, requests, origin, now, throttle } = parts

  async function authenticate(authorization: string | null, audience: string): Promise<Caller | undefined> {
    const clientId = await issuer.verify(authorization, audience)
    if (clientId === undefined) return undefined
    return { clientId, permissions: clientId === bot.clientId ? bot.permissions : new Set() }
  }

  const graph = createGraphHandler({
    tenant,
    now,
    origin,
    throttle,
    authenticate: (authorization) => authenticate(authorization, origin()),
  })
  const vault = createVaultHandler({
    tenantId: tenant.tenantId,
    store: secrets,
    certificates,
    origin,
    authenticate: (authorization) => authenticate(authorization, 'https://vault.azure.net'),
  })
  const entra = createEntraHandler({ tenant, bot, issuer, origin, now })

  const devOps = createDevOpsHandler({
    connections: places.connections,
    authenticate: (authorization) => authenticate(authorization, devOpsAudience),
    signsIn: (clientId, secret) => tenant.acceptsSecret(clientId, secret, now()) === 'accepted',
  })
  const vercel = createVercelHandler({ projects: places.vercel, token: () => places.vercelToken })
  const callsAzure = (authorization: string | null) => authenticate(authorization, azureAudience)
  const automation = createAutomationHandler({ store: places.automation, authenticate: callsAzure })
  const resources = createArmHandler({
    store: places.resources,
    authenticate: callsAzure,
    signsIn: (clientId, secret) => tenant.acceptsSecret(clientId, secret, now()) === 'accepted',
  })
  const azure = (request: Request) =>
    automationPath.test(new URL(request.url).pathname) ? automation(request) : resources(request)

  const handlers = { graph, vault, teams: answerConnector, entra, devOps, vercel, azure }

  return async (request) => {
    const path = new URL(request.url).pathname
    const response = await faults.around(request, () => handlers[areaOf(path)](request))
    requests.record({ at: new Date(), method: request.method, path, status: response?.status ?? 0 })
    return response
  }
}
