import { KeyturnError } from '../domain/errors.ts'
import type { HolderRef } from '../domain/holder.ts'
import { nameUuid } from '../name-uuid.ts'
import type { AddedCertificate, PublicCertificate } from '../ports.ts'
import { credentialPermission } from './credential-permission.ts'
import { holderPath, holderWords } from './holder-path.ts'
import { hasKeyId, hasThumbprint, type KeyEntry, resent, thumbprintOf } from './key-entry.ts'
import type { RewriteKeys } from './rewrite-keys.ts'

/** Entra cuts longer ones. */
const MAX_NAME_LENGTH = 90

/**
 * Registers a certificate for signing in. Its keyId follows from its thumbprint, so that whoever writes it, at whatever
 * time, writes the same entry: of two workers at once both succeed, and one entry is there.
 */
export async function addCertificate(
  rewriteKeys: RewriteKeys,
  holder: HolderRef,
  certificate: PublicCertificate,
  displayName: string,
): Promise<AddedCertificate> {
  const thumbprint = thumbprintOf(certificate.der)
  const ownKeyId = nameUuid(holder.objectId, thumbprint)
  const added: KeyEntry = {
    keyId: ownKeyId,
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
    displayName: displayName.slice(0, MAX_NAME_LENGTH),
    startDateTime: certificate.startAt.toISOString(),
    endDateTime: certificate.endAt.toISOString(),
    key: certificate.der,
  }
  // Not every directory shows the key or the thumbprint of an entry; the keyId, which says the same, always is.
  const isIt = (entry: KeyEntry) =>
    hasKeyId(entry, ownKeyId) ||
    (entry.usage === 'Verify' && (entry.key === certificate.der || hasThumbprint(entry, thumbprint)))

  const call = {
    does: `add a certificate to the ${holderWords(holder)}`,
    permission: credentialPermission,
    writes: true,
  }
  const { keys, writes } = await rewriteKeys({
    path: `/v1.0${holderPath(holder.kind, holder.objectId)}`,
    call,
    isDone: (entries) => entries.some(isIt),
    next: (entries) => [...entries.filter((entry) => !hasKeyId(entry, ownKeyId)).map(resent), added],
  })
  const keyId = keys.find(isIt)?.keyId
  if (keyId == null) throw new KeyturnError('directory-refused', `Keyturn could not ${call.does}: it has no id there.`)
  return { keyId: keyId.toLowerCase(), outcome: writes === 0 ? 'already-there' : 'added' }
}
