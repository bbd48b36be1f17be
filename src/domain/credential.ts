export type CredentialKind = 'password' | 'certificate'

/** One client secret or certificate, named by `keyId`. A SAML signing certificate's three entries are one credential. */
export interface Credential {
  readonly keyId: string
  readonly kind: CredentialKind
  /** Written by whoever made the credential: hostile until neutralised, often missing. */
  readonly displayName: string | null
  /** First characters of the secret text, as Entra shows them; passwords only. */
  readonly hint: string | null
  /** Null when Entra holds no start: such a credential counts as started. */
  readonly startAt: Date | null
  /** Null when Entra holds no end: unknown, which is neither expired nor expiring. */
  readonly endAt: Date | null
  readonly isSamlSigning: boolean
}

export const DAY_MS = 86_400_000

/** Whether a sign-in with this credential is accepted at `now`, as far as its dates tell. */
export function isValidAt(credential: Credential, now: Date): boolean {
  return hasStarted(credential, now) && !isExpiredAt(credential, now)
}

export function isExpiredAt(credential: Pick<Credential, 'endAt'>, now: Date): boolean {
  return credential.endAt !== null && credential.endAt.getTime() <= now.getTime()
}

function hasStarted(credential: Credential, now: Date): boolean {
  return credential.startAt === null || credential.startAt.getTime() <= now.getTime()
}

/** Whole days until the end, rounded up, so the last day counts as 1; zero or negative once expired. Null: no known end. */
export function daysLeft(endAt: Date | null, now: Date): number | null {
  if (endAt === null) return null
  const days = Math.ceil((endAt.getTime() - now.getTime()) / DAY_MS)
  return days === 0 ? 0 : days
}
