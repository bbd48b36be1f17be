import { z } from 'zod/v4'
import type { Credential } from '../domain/credential.ts'
import { guid } from './guid.ts'
import { mapInstant } from './map-instant.ts'

const text = z.string().nullable().catch(null)
const instant = z.unknown().transform(mapInstant)
const list = z.array(z.unknown()).catch([])

const credentialShape = z.object({
  keyId: guid,
  displayName: text,
  customKeyIdentifier: text,
  startDateTime: instant,
  endDateTime: instant,
  hint: text,
  usage: text,
})
type RawCredential = z.output<typeof credentialShape>

export const credentialListsShape = z.object({
  passwordCredentials: list,
  keyCredentials: list,
  preferredTokenSigningKeyThumbprint: text,
})

export interface MappedCredentials {
  readonly credentials: readonly Credential[]
  /** Entries without a usable `keyId`: nothing could be said or done about them. */
  readonly unreadable: number
}

/**
 * The credentials of one holder. A SAML signing certificate stands in three entries (a `Sign` and a `Verify` key and a
 * password that protects the private key, source: serviceprincipal-addtokensigningcertificate): the `Verify` one is kept.
 */
export function mapCredentials(raw: z.output<typeof credentialListsShape>): MappedCredentials {
  const passwords = raw.passwordCredentials.flatMap(readEntry)
  const keys = raw.keyCredentials.flatMap(readEntry)
  const signing = keys.filter(isSigningKey)
  const verifying = keys.filter((key) => !isSigningKey(key))
  const isPartOfSigning = (entry: RawCredential) => signing.some((key) => belongTogether(key, entry))

  const credentials = [
    ...passwords.filter((entry) => !isPartOfSigning(entry)).map((entry) => toCredential(entry, 'password', false)),
    ...verifying.map((key) =>
      toCredential(
        key,
        'certificate',
        isPartOfSigning(key) || isPreferred(key, raw.preferredTokenSigningKeyThumbprint),
      ),
    ),
    ...signing
      .filter((sign) => !verifying.some((key) => belongTogether(sign, key)))
      .map((sign) => toCredential(sign, 'certificate', true)),
  ]
  const entries = raw.passwordCredentials.length + raw.keyCredentials.length
  return {
    credentials: onePerKeyId(credentials),
    unreadable: entries - passwords.length - keys.length,
  }
}

function readEntry(raw: unknown): RawCredential[] {
  const parsed = credentialShape.safeParse(raw)
  return parsed.success ? [parsed.data] : []
}

function isSigningKey(key: RawCredential): boolean {
  return key.usage === 'Sign'
}

function belongTogether(sign: RawCredential, other: RawCredential): boolean {
  if (sign.keyId === other.keyId) return true
  const thumbprint = thumbprintOf(sign)
  return thumbprint !== null && thumbprint === thumbprintOf(other)
}

function isPreferred(key: RawCredential, thumbprint: string | null): boolean {
  return thumbprint !== null && thumbprintOf(key) === thumbprint.toLowerCase()
}

/** `customKeyIdentifier` holds a certificate's thumbprint as hex or as base64, depending on who wrote it. */
function thumbprintOf({ customKeyIdentifier: text }: RawCredential): string | null {
  if (!text) return null
  return /^[0-9a-f]{40}$/i.test(text) ? text.toLowerCase() : Buffer.from(text, 'base64').toString('hex')
}

function toCredential(raw: RawCredential, kind: Credential['kind'], isSamlSigning: boolean): Credential {
  return {
    keyId: raw.keyId,
    kind,
    displayName: raw.displayName,
    hint: kind === 'password' ? raw.hint : null,
    startAt: raw.startDateTime,
    endAt: raw.endDateTime,
    isSamlSigning,
  }
}

/** Whoever adds a certificate chooses its `keyId`. Of several the one that ends first is kept, so that no end is missed. */
function onePerKeyId(credentials: readonly Credential[]): Credential[] {
  const byKeyId = new Map<string, Credential>()
  for (const credential of credentials) {
    const other = byKeyId.get(credential.keyId)
    if (other === undefined || endOf(credential) < endOf(other)) byKeyId.set(credential.keyId, credential)
  }
  return [...byKeyId.values()]
}

function endOf({ endAt }: Credential): number {
  return endAt?.getTime() ?? Number.POSITIVE_INFINITY
}
