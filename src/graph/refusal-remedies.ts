const SHORTEN =
  "The tenant's app management policy allows shorter lifetimes only: grant Keyturn Policy.Read.All, so that it keeps to them by itself, or lower ROTATION_LIFETIME_DAYS."
const LOCKED = 'The properties of this service principal are locked by its application: unlock them there.'
const TWO_SECRETS =
  'Applications for personal Microsoft accounts hold two secrets at most: remove one that is no longer used.'

/** By Graph's error code, whatever the status: some of these come as 400, some as 403, and not all are documented. */
const byCode: Readonly<Record<string, string>> = {
  CredentialInvalidLifetimeAsPerAppPolicy: SHORTEN,
  CredentialTypeNotAllowedAsPerAppPolicy:
    "The tenant's app management policy forbids client secrets here: use a certificate, or ask for an exemption.",
  CannotUpdateLockedServicePrincipalProperty: LOCKED,
  CannotUpdateLockedServicePrincipalPropertyWithEnforcementScope: LOCKED,
  Directory_ResourceSizeExceeded: 'The application is full: remove credentials that have expired.',
  Error_MsaAppDoesNotExist: 'The application was created only just now: try again in a few minutes.',
  Directory_ExpiredPageToken: 'The reading took too long; the next pass starts anew.',
}

/** Wordings seen for the limit of personal-account audiences; Graph documents no code for it. */
const twoSecrets = /maximum of 2 |credential limit has been reached/i

/** What to do about a refusal that Keyturn knows; undefined for all others. */
export function remedyFor(code: string, message: string): string | undefined {
  if (Object.hasOwn(byCode, code)) return byCode[code]
  return twoSecrets.test(message) ? TWO_SECRETS : undefined
}
