import { KeyturnError } from '../../domain/errors.ts'
import type { SecretText } from '../../domain/secret-text.ts'
import type { Destinations, Vault } from '../../ports.ts'
import { createApiConnectionDestination } from './api-connection.ts'
import { createAppServiceDestination } from './app-service.ts'
import { createDevOpsDestination } from './azure-devops.ts'
import { azureScope } from './azure-resources.ts'
import { createContainerAppDestination } from './container-app.ts'
import { createGrant } from './grant-readers.ts'
import { createKeyVaultDestination } from './key-vault.ts'
import { refuseWithoutSecret } from './refuse-without-secret.ts'
import { createRunbookDestination } from './runbook.ts'
import { createVercelDestination } from './vercel.ts'
import { createWebhookDestination } from './webhook.ts'

export interface DestinationOptions {
  readonly resourceManagerUrl: string
  readonly devOpsUrl: string
  readonly vercelUrl: string
  readonly webhookHosts: readonly string[]
  /** Names of secrets in Keyturn's own vault. */
  readonly vercelTokenSecret: string
  readonly webhookKeySecret: string
  /** A value for the `Authorization` header, by Entra's scope. */
  readonly authorize: (scope: string) => Promise<string>
  readonly vault: Vault
  readonly vaultAt: (vaultUrl: string) => Vault
  readonly now: () => Date
}

/** Azure DevOps in every Entra tenant (`vsts-rest-api-specs`). */
const DEVOPS_SCOPE = '499b84ac-1321-427f-aa17-267ca6975798/.default'

/** One adapter for each kind of place. */
export function createDestinations(options: DestinationOptions): Destinations {
  const { now, vault } = options
  const arm = {
    baseUrl: options.resourceManagerUrl,
    authorization: () => options.authorize(azureScope(options.resourceManagerUrl)),
  }
  return {
    keyVault: createKeyVaultDestination({ vaultAt: options.vaultAt, grantReaders: createGrant(arm) }),
    devOps: createDevOpsDestination({
      baseUrl: options.devOpsUrl,
      authorization: () => options.authorize(DEVOPS_SCOPE),
    }),
    vercel: refuseWithoutSecret(
      createVercelDestination({
        baseUrl: options.vercelUrl,
        token: () => namedSecret(vault, options.vercelTokenSecret, 'the token for Vercel'),
        now,
      }),
    ),
    apiConnection: createApiConnectionDestination(arm),
    appService: createAppServiceDestination(arm),
    containerApp: createContainerAppDestination({ ...arm, now }),
    webhook: refuseWithoutSecret(
      createWebhookDestination({
        allowedHosts: options.webhookHosts,
        key: () => namedSecret(vault, options.webhookKeySecret, 'the key that signs webhooks'),
        now,
      }),
    ),
    runbook: createRunbookDestination(arm),
  }
}

/** What an administrator has put into Keyturn's vault for its own use; read anew each time, so that it can be rotated. */
async function namedSecret(vault: Vault, name: string, purpose: string): Promise<SecretText> {
  const found = await vault.find(name)
  if (found !== undefined) return vault.read(found.ref)
  const problem = `Nothing was sent: the vault ${vault.url} holds no secret ${name}, which is to be ${purpose}.`
  throw new KeyturnError('vault-secret-missing', `${problem} Put it there under this name, then try again.`)
}
