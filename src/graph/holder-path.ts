import { KeyturnError } from '../domain/errors.ts'
import type { HolderKind, HolderRef } from '../domain/holder.ts'
import { isGuid } from './guid.ts'

const collections: Readonly<Record<HolderKind, string>> = {
  application: 'applications',
  servicePrincipal: 'servicePrincipals',
}

/** Path of a holder below the version, as a batch wants it. */
export function holderPath(kind: HolderKind, objectId: string): string {
  if (!isGuid(objectId)) throw new KeyturnError('directory-refused', 'Nothing was asked of Entra: an id is not a GUID.')
  return `/${collections[kind]}/${objectId}`
}

/** Names a holder in messages by its client id: its display name is whatever somebody typed. */
export function holderWords(holder: Pick<HolderRef, 'kind' | 'clientId'>): string {
  return `${holder.kind === 'application' ? 'application' : 'service principal of'} ${holder.clientId}`
}
