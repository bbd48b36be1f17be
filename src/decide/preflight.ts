import type { Credential } from '../domain/credential.ts'
import type { Holder } from '../domain/holder.ts'
import type { AppContext, CredentialRules } from '../ports.ts'

const TWO_SECRETS = ['AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount']

export type Preflight =
  | { readonly is: 'ready'; readonly rules: CredentialRules }
  /** Entra would refuse; says why and what to do. */
  | { readonly is: 'refused'; readonly why: string }

/** What Entra would refuse is said before anything is changed. */
export async function preflight(
  ctx: Pick<AppContext, 'directory'>,
  holder: Holder,
  kind: Credential['kind'] = 'password',
): Promise<Preflight> {
  if (holder.isAgentBlueprint === true) {
    return refused(
      'This is an agent identity blueprint. Keyturn does not change its credentials: that takes a permission of its own (AgentIdentityBlueprint.AddRemoveCreds.All). Use managed identities or federated credentials for it, or rotate it in Entra.',
    )
  }
  const secrets = holder.credentials.filter(({ kind }) => kind === 'password').length
  if (kind === 'password' && TWO_SECRETS.includes(holder.signInAudience ?? '') && secrets >= 2) {
    return refused(
      `Applications for personal Microsoft accounts hold two secrets at most, and this one has ${secrets}. Remove one that is no longer used, with Remove old or in Entra, then rotate.`,
    )
  }
  const rules = await ctx.directory.credentialRules(holder, kind)
  if (rules.isLocked) {
    return refused(
      'Its application locks this service principal against new credentials (App instance property lock). Unlock it there, or rotate the credentials of the application itself.',
    )
  }
  if (!rules.areAllowed) {
    return refused(
      "The tenant's app management policy forbids new client secrets for this application. Use a certificate or a managed identity, or ask an administrator for an exemption.",
    )
  }
  return { is: 'ready', rules }
}

function refused(why: string): Preflight {
  return { is: 'refused', why: `${why} Nothing was changed.` }
}
