import type { Credential } from './credential.ts'
import type { Holder } from './holder.ts'

/**
 * Secret of Entra application proxy: made and renewed by the service a year at a time, never to be touched by people
 * (learn.microsoft.com, "Application proxy FAQ"). The name is Entra's own, so nothing but the exact name counts.
 */
const APPLICATION_PROXY_SECRET = 'CWAP_AuthSecret'

/**
 * Whether Microsoft renews this credential by itself, as documented. Azure rolls a managed identity's certificates
 * every 45 days (learn.microsoft.com, "Managed identities in AKS"). Secrets that a portal merely generates, like those of
 * App Service authentication, are not renewed by anyone and do not belong here: in doubt, alert.
 */
export function isSelfManaged(holder: Holder, credential: Credential): boolean {
  if (holder.isManagedIdentity === true) return true
  return (
    holder.kind === 'application' &&
    credential.kind === 'password' &&
    credential.displayName === APPLICATION_PROXY_SECRET
  )
}
