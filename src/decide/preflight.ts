import type { Credential } from '../domain/credential.ts'
import type { Holder } from '../domain/holder.ts'
import type { AppContext, PasswordRules } from '../ports.ts'

const TWO_SECRETS = ['AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount']

export type Preflight =
  | { readonly is: 'ready'; readonly rules: PasswordRules }
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
  // What limits secrets says nothing about certificates; Entra's refusal of one changes nothing.
  if (kind === 'certificate') return { is: 'ready', rules: { areAllowed: true, longestDays: undefined } }
  const secrets = holder.credentials.filter(({ kind }) => kind === 'password').length
  if (TWO_SECRETS.includes(holder.signInAudience ?? '') && secrets >= 2) {
    return refused(
      `Applications for personal Microsoft accounts hold two secrets at most, and this one has ${secrets}. Remove one that is no longer used, with Remove old or in Entra, then rotate.`,
    )
  }
  const rules = await ctx.directory.passwordRules(holder)
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
