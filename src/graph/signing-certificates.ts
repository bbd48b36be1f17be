import { z } from 'zod/v4'
import { KeyturnError } from '../domain/errors.ts'
import type { SigningCertificate } from '../ports.ts'
import type { GraphClient } from './create-graph-client.ts'
import { credentialPermission } from './credential-permission.ts'
import { guid } from './guid.ts'
import { holderPath } from './holder-path.ts'
import { hasKeyId, hasThumbprint, type KeyEntry } from './key-entry.ts'
import { mapInstant } from './map-instant.ts'
import { parseReply } from './parse-reply.ts'
import { readUntil } from './rewrite-keys.ts'

const madeShape = z.object({
  keyId: guid,
  thumbprint: z.string().min(1),
  endDateTime: z.unknown().transform(mapInstant),
})

/**
 * Entra makes the key pair itself; three entries stand for it. Its reply may name the `Sign` entry (seen by
 * terraform-provider-azuread), while a scan shows the `Verify` one: that one's keyId is looked up.
 */
export async function addSigningCertificate(
  client: GraphClient,
  objectId: string,
  displayName: string,
  endAt: Date,
): Promise<SigningCertificate> {
  const path = `/v1.0${holderPath('servicePrincipal', objectId)}`
  const call = {
    does: `add a SAML signing certificate to the service principal ${objectId}`,
    permission: credentialPermission,
    writes: true,
  }
  const body = { displayName: commonName(displayName), endDateTime: endAt.toISOString() }
  const reply = await client.post(`${path}/addTokenSigningCertificate`, body, call)
  const { keyId, thumbprint, endDateTime } = parseReply(madeShape, reply, call)

  const isShown = (entry: KeyEntry) => entry.usage === 'Verify' && hasThumbprint(entry, thumbprint)
  // It is made by now: a lookup that fails must not make it look otherwise, or a second one would follow.
  const keys = await readUntil(client, path, (entries) => entries.some(isShown)).catch(() => [])
  const shown = guid.safeParse(keys.find(isShown)?.keyId).data
  return { keyId: shown ?? keyId, thumbprint, endAt: endDateTime }
}

/** Repeating it changes nothing. Entra knows the one to use by its thumbprint, which its entry holds. */
export async function activateSigningCertificate(client: GraphClient, objectId: string, keyId: string): Promise<void> {
  const path = `/v1.0${holderPath('servicePrincipal', objectId)}`
  const call = {
    does: `put a SAML signing certificate of the service principal ${objectId} to use`,
    permission: credentialPermission,
    writes: true,
  }
  const keys = await readUntil(client, path, (entries) => entries.some((entry) => hasKeyId(entry, keyId)))
  const thumbprint = hexThumbprint(keys.find((entry) => hasKeyId(entry, keyId)))
  if (thumbprint === undefined) {
    throw new KeyturnError(
      'directory-conflict',
      `Keyturn could not ${call.does}: Entra does not list it. Nothing was changed.`,
    )
  }
  await client.patch(path, { preferredTokenSigningKeyThumbprint: thumbprint }, call)
}

/** `customKeyIdentifier` is the thumbprint as hex or as base64. */
function hexThumbprint(entry: KeyEntry | undefined): string | undefined {
  const text = entry?.customKeyIdentifier
  if (text == null) return undefined
  const hex = /^[0-9a-f]{40}$/i.test(text) ? text : Buffer.from(text, 'base64').toString('hex')
  return hex.length === 40 ? hex.toUpperCase() : undefined
}

/** Entra takes no other names here. */
function commonName(displayName: string): string {
  return displayName.startsWith('CN=') ? displayName : `CN=${displayName}`
}
