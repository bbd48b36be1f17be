import { z } from 'zod/v4'
import type { DeliveredFacts } from '../../ports.ts'
import { readSecretUrl } from './vault-references.ts'

/** Of `ContainerApp` in azure-rest-api-specs, Microsoft.App 2025-07-01; values of secrets are never in it. */
export const appShape = z.object({
  properties: z.object({
    configuration: z
      .object({ secrets: z.array(z.object({ name: z.string(), keyVaultUrl: z.string().nullish() })).nullish() })
      .nullish(),
  }),
})

export const revisionShape = z.object({
  name: z.string(),
  properties: z.object({ active: z.boolean().nullish(), runningState: z.string().nullish() }),
})

export type Revision = z.output<typeof revisionShape>

/** Why the app would not come to use a new version of the secret, with what to do; undefined: it would. */
export function whyNotFollowing(
  name: string,
  { properties }: z.output<typeof appShape>,
  secret: DeliveredFacts['vaultSecret'],
): string | undefined {
  const url = `${new URL(secret.vaultUrl).origin}/secrets/${secret.name}`
  const wanted = readSecretUrl(url)
  const secrets = properties.configuration?.secrets ?? []
  const found = secrets.flatMap(({ name: secretName, keyVaultUrl }) => {
    const address = readSecretUrl(keyVaultUrl ?? '')
    const isWanted =
      address?.hostname === wanted?.hostname && address?.secretName.toLowerCase() === wanted?.secretName.toLowerCase()
    return address !== undefined && isWanted ? [{ secretName, isVersioned: address.version !== '' }] : []
  })
  if (found.length === 0) {
    return `No secret of ${name} refers to the vault secret. Make one with the Key Vault URL ${url}, then try again.`
  }
  const pinned = found.filter(({ isVersioned }) => isVersioned).map(({ secretName }) => secretName)
  if (pinned.length === 0) return undefined
  const what = `The secret ${pinned.join(', ')} of ${name} names one version in the vault and never moves to another`
  return `${what}. Change its Key Vault URL to ${url}, then try again.`
}

/** Scaled to zero, it reads its secrets when it next starts. From memory: the states beside `Running`. */
export function isUp({ properties }: Revision): boolean {
  return ['running', 'runningatmaxscale', 'scaledtozero'].includes(properties.runningState?.toLowerCase() ?? '')
}

export function isDown({ properties }: Revision): boolean {
  return ['degraded', 'failed', 'activationfailed'].includes(properties.runningState?.toLowerCase() ?? '')
}
