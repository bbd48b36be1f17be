import { createHash } from 'node:crypto'
import { z } from 'zod/v4'

const text = z.string().nullish()

/** An entry of `keyCredentials` with everything that has to be sent back to keep it; other properties are left out. */
export const keyEntryShape = z.object({
  keyId: text,
  type: text,
  usage: text,
  displayName: text,
  startDateTime: text,
  endDateTime: text,
  customKeyIdentifier: text,
  /** Shown when a single object is asked for it by name. */
  key: text,
})
export type KeyEntry = z.output<typeof keyEntryShape>

/** As Entra wants an entry that it has already: known by its keyId, its key left out. */
export function resent(entry: KeyEntry): KeyEntry {
  return { ...entry, key: null }
}

export function hasKeyId(entry: KeyEntry, keyId: string): boolean {
  return entry.keyId?.toLowerCase() === keyId.toLowerCase()
}

/** SHA-1 of the DER form in hex: what Entra and its tools call the thumbprint. */
export function thumbprintOf(der: string): string {
  return createHash('sha1').update(Buffer.from(der, 'base64')).digest('hex')
}

/** `customKeyIdentifier` holds the thumbprint as hex or as base64, depending on who wrote it. */
export function hasThumbprint({ customKeyIdentifier }: KeyEntry, thumbprint: string): boolean {
  if (customKeyIdentifier == null) return false
  const asHex = Buffer.from(customKeyIdentifier, 'base64').toString('hex')
  return [customKeyIdentifier.toLowerCase(), asHex].includes(thumbprint.toLowerCase())
}
