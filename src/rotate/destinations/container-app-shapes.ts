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

/** Of `listSecrets`; whether a secret that refers to a vault has a value there is not documented. */
export const secretValuesShape = z.object({
  value: z.array(z.object({ name: z.string(), value: z.string().nullish() })),
})

export const revisionShape = z.object({
  name: z.string(),
  properties: z.object({ active: z.boolean().nullish(), runningState: z.string().nullish() }),
})

export type Revision = z.output<typeof revisionShape>

export interface FollowingSecret {
  /** Within the app. */
  readonly secretName: string
  /** A reference to one version stays at that version. */
  readonly isVersioned: boolean
}

/** The app's secrets that refer to the vault secret. */
export function followingSecrets(
  { properties }: z.output<typeof appShape>,
  secret: DeliveredFacts['vaultSecret'],
): FollowingSecret[] {
  const wanted = readSecretUrl(urlOf(secret))
  const secrets = properties.configuration?.secrets ?? []
  return secrets.flatMap(({ name: secretName, keyVaultUrl }) => {
    const address = readSecretUrl(keyVaultUrl ?? '')
    const isWanted =
      address?.hostname === wanted?.hostname && address?.secretName.toLowerCase() === wanted?.secretName.toLowerCase()
    return address !== undefined && isWanted ? [{ secretName, isVersioned: address.version !== '' }] : []
  })
}

/** Why the app would not come to use a new version of the secret, with what to do; undefined: it would. */
export function whyNotFollowing(
  name: string,
  found: readonly FollowingSecret[],
  secret: DeliveredFacts['vaultSecret'],
): string | undefined {
  const url = urlOf(secret)
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

function urlOf({ vaultUrl, name }: DeliveredFacts['vaultSecret']): string {
  return `${new URL(vaultUrl).origin}/secrets/${name}`
}
