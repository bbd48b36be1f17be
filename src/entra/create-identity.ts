import { AzureAuthorityHosts, DefaultAzureCredential, type TokenCredential } from '@azure/identity'

export interface IdentityOptions {
  /** Entra's login host. */
  readonly authorityHost: string
  /** Of the user-assigned managed identity. */
  readonly clientId?: string | undefined
}

/** Managed identity in Azure, the environment or a developer's login elsewhere. */
export function createIdentity({ authorityHost, clientId }: IdentityOptions): TokenCredential {
  // The library takes no http host, not even on loopback; a managed identity asks no authority anyway.
  const host = authorityHost.startsWith('https:') ? authorityHost : AzureAuthorityHosts.AzurePublicCloud
  return new DefaultAzureCredential({
    authorityHost: host,
    // Of a host that Microsoft's public cloud does not know, its discovery says nothing but no.
    disableInstanceDiscovery: !isKnown(host),
    ...(clientId ? { managedIdentityClientId: clientId } : {}),
  })
}

function isKnown(host: string): boolean {
  const { origin } = new URL(host)
  return Object.values(AzureAuthorityHosts).some((known) => new URL(known).origin === origin)
}
