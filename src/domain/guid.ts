const pattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** In either case, as Entra and people write it; Keyturn itself compares ids in lower case. */
export function isGuid(text: string): boolean {
  return pattern.test(text)
}
