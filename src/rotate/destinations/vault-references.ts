import { z } from 'zod/v4'
import type { DeliveredFacts } from '../../ports.ts'

/** One application setting or connection string that refers to a vault (`ApiKVReference` of azure-rest-api-specs, Microsoft.Web 2022-03-01). */
export const referenceShape = z.object({
  id: z.string().nullish(),
  name: z.string().nullish(),
  properties: z.object({
    reference: z.string().nullish(),
    status: z.string().nullish(),
    vaultName: z.string().nullish(),
    secretName: z.string().nullish(),
    secretVersion: z.string().nullish(),
    activeVersion: z.string().nullish(),
  }),
})

export interface SettingReference {
  /** Name of the setting or connection string. */
  readonly setting: string
  readonly vaultName: string
  readonly secretName: string
  /** A reference to one version stays at that version. */
  readonly isVersioned: boolean
  readonly status: string
  readonly isResolved: boolean
  readonly activeVersion: string
}

/**
 * The text of a reference counts where Azure names its parts not, or not yet; and before the version that Azure names,
 * which may be the one that an unversioned reference came to.
 */
export function readReference({ id, name, properties }: z.output<typeof referenceShape>): SettingReference {
  const written = partsOf(properties.reference ?? '')
  const status = properties.status ?? ''
  return {
    setting: name || id?.split('/').at(-1) || 'a setting',
    vaultName: properties.vaultName || written.vaultName,
    secretName: properties.secretName || written.secretName,
    isVersioned: Boolean(written.secretName ? written.version : properties.secretVersion),
    status,
    isResolved: status.toLowerCase() === 'resolved',
    activeVersion: properties.activeVersion ?? '',
  }
}

export function refersTo(reference: SettingReference, secret: DeliveredFacts['vaultSecret']): boolean {
  const isInVault = reference.vaultName.toLowerCase() === vaultNameOf(secret.vaultUrl)
  return isInVault && reference.secretName.toLowerCase() === secret.name.toLowerCase()
}

/** `https://payroll.vault.azure.net` → `payroll`. */
export function vaultNameOf(vaultUrl: string): string {
  return new URL(vaultUrl).hostname.split('.')[0] ?? ''
}

interface SecretAddress {
  readonly hostname: string
  readonly secretName: string
  /** Empty: always the newest. */
  readonly version: string
}

/** `https://{hostname}/secrets/{name}` or with a version; undefined for any other text. */
export function readSecretUrl(text: string): SecretAddress | undefined {
  if (!URL.canParse(text)) return undefined
  const { hostname, pathname } = new URL(text)
  const [, collection, secretName, version = ''] = pathname.split('/')
  return collection === 'secrets' && secretName ? { hostname, secretName, version } : undefined
}

/** Both spellings that App Service documents: `SecretUri=…`, or `VaultName=…;SecretName=…;SecretVersion=…`. */
function partsOf(reference: string): {
  readonly vaultName: string
  readonly secretName: string
  readonly version: string
} {
  const inside = /^@Microsoft\.KeyVault\((.*)\)$/i.exec(reference.trim())?.[1] ?? ''
  const parts = new Map(
    inside.split(';').map((part): [string, string] => {
      const [name = '', ...value] = part.split('=')
      return [name.trim().toLowerCase(), value.join('=').trim()]
    }),
  )
  const address = readSecretUrl(parts.get('secreturi') ?? '')
  return {
    vaultName: address?.hostname.split('.')[0] ?? parts.get('vaultname') ?? '',
    secretName: address?.secretName ?? parts.get('secretname') ?? '',
    version: address?.version ?? parts.get('secretversion') ?? '',
  }
}
