import type { Credential, CredentialKind } from '../../domain/credential.ts'
import type { Holder } from '../../domain/holder.ts'
import { EASE_KEY_LIFETIME, LONGEST_MONTH_DAYS, SHORTEST_SIGNING_DAYS, wholeDays } from '../../domain/lifetime.ts'
import type { AppContext } from '../../ports.ts'

const TWO_SECRETS = ['AzureADandPersonalMicrosoftAccount', 'PersonalMicrosoftAccount']

/** Entra counts 1000 values in all lists of an object together; more than 600 certificates have been refused (`docs#21469`). */
const MOST: Readonly<Record<CredentialKind, number>> = { password: 1000, certificate: 600 }

export type Preflight =
  | ({ readonly is: 'ready' } & Lifetime)
  /** Entra or the vault would refuse; says why and what to do. */
  | { readonly is: 'refused'; readonly why: string }

/** Of the new credential, in days: as it is set, and as much of it as the tenant's policies allow. */
interface Lifetime {
  readonly wantedDays: number
  readonly days: number
  /** By the policies alone. */
  readonly longestDays: number | undefined
}

/** What would be refused on the way is said before anything is changed. */
export async function preflight(
  ctx: Pick<AppContext, 'directory' | 'enrollments' | 'policy'>,
  holder: Holder,
  credential: Pick<Credential, 'kind' | 'isSamlSigning'>,
): Promise<Preflight> {
  const { kind } = credential
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
  if (holder.credentials.length >= MOST[kind]) {
    return refused(
      `This application holds ${holder.credentials.length} secrets and certificates, and Entra takes hardly more. Remove those that have expired or are no longer used, with Remove old or in Entra, then rotate.`,
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
  const enrollment = await ctx.enrollments.of(holder.objectId)
  const wantedDays = enrollment?.lifetimeDays ?? ctx.policy.rotationLifetimeDays
  const why = tooShort(credential, wantedDays, rules.longestDays)
  if (why !== undefined) return refused(why)
  const { longestDays } = rules
  return { is: 'ready', wantedDays, longestDays, days: Math.min(wantedDays, longestDays ?? wantedDays) }
}

/** Of certificates alone: a secret may live as short as anybody likes. */
function tooShort(
  { kind, isSamlSigning }: Pick<Credential, 'kind' | 'isSamlSigning'>,
  wantedDays: number,
  longestDays = Number.POSITIVE_INFINITY,
): string | undefined {
  if (kind === 'password') return undefined
  const allowed = `The tenant's app management policy allows certificates ${wholeDays(longestDays)} days at most`
  if (isSamlSigning) {
    return longestDays < SHORTEST_SIGNING_DAYS
      ? `${allowed}, which is too short to put one to use. ${EASE_KEY_LIFETIME}.`
      : undefined
  }
  if (longestDays <= LONGEST_MONTH_DAYS) {
    return `${allowed}, and the vault makes none for less than a month. ${EASE_KEY_LIFETIME}, or use a client secret.`
  }
  if (wantedDays <= LONGEST_MONTH_DAYS) {
    return `New certificates are to live ${wantedDays} days, and the vault makes none for less than a month. Set ROTATION_LIFETIME_DAYS, or lifetime= of its unattended rotation, to ${LONGEST_MONTH_DAYS + 1} or more.`
  }
  return undefined
}

function refused(why: string): Preflight {
  return { is: 'refused', why: `${why} Nothing was changed.` }
}
