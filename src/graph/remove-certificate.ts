import type { HolderRef } from '../domain/holder.ts'
import { credentialPermission } from './credential-permission.ts'
import { holderPath, holderWords } from './holder-path.ts'
import { hasKeyId, resent } from './key-entry.ts'
import type { RewriteKeys } from './rewrite-keys.ts'

/** Takes one certificate out of the list. */
export async function removeCertificate(
  rewriteKeys: RewriteKeys,
  holder: HolderRef,
  keyId: string,
): Promise<'removed' | 'absent'> {
  const { writes } = await rewriteKeys({
    path: `/v1.0${holderPath(holder.kind, holder.objectId)}`,
    call: {
      does: `remove a certificate from the ${holderWords(holder)}`,
      permission: credentialPermission,
      writes: true,
    },
    isDone: (entries) => !entries.some((entry) => hasKeyId(entry, keyId)),
    next: (entries) => entries.filter((entry) => !hasKeyId(entry, keyId)).map(resent),
  })
  return writes === 0 ? 'absent' : 'removed'
}
