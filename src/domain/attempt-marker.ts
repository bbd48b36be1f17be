import type { Credential } from './credential.ts'
import type { Holder, HolderRef } from './holder.ts'

/** A secret that carries the name of one of Keyturn's attempts. Anyone can give that name, so it proves nothing. */
export interface MarkedSecret {
  readonly holder: HolderRef
  readonly keyId: string
  readonly rotationId: string
  readonly attempt: number
  readonly startAt: Date | null
}

const marker = /^rot\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([1-9]\d{0,3})$/

export function isAttemptMarker(displayName: string | null): boolean {
  return marker.test(displayName ?? '')
}

/** The secrets of an application that look like Keyturn's own. */
export function markedSecrets({ kind, objectId, clientId, displayName, credentials }: Holder): MarkedSecret[] {
  const holder = { kind, objectId, clientId, displayName }
  return credentials.flatMap((credential) => markedBy(holder, credential))
}

function markedBy(holder: HolderRef, { displayName, keyId, startAt }: Credential): MarkedSecret[] {
  const [, rotationId, attempt] = marker.exec(displayName ?? '') ?? []
  if (rotationId === undefined) return []
  return [{ holder, keyId, rotationId, attempt: Number(attempt), startAt }]
}
