/** The vault counts the life of a certificate in months; with this many days or fewer not every month fits. */
export const LONGEST_MONTH_DAYS = 31

/**
 * Of a SAML signing certificate, in days. Graph documents only the longest (`serviceprincipal-addtokensigningcertificate`);
 * one that ends sooner than this would end before the other side could trust it.
 */
export const SHORTEST_SIGNING_DAYS = 1

/** What a tenant does that allows too little, in words for people. */
export const EASE_KEY_LIFETIME =
  "Ask an administrator to raise asymmetricKeyLifetime in the tenant's app management policy, or to exempt this application from it"

/** For people: what a policy allows is some minutes less than whole days, to leave room for clocks that differ. */
export function wholeDays(days: number): number {
  return Math.round(days * 10) / 10
}
