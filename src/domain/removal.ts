import type { Ask } from './ask.ts'
import type { Credential } from './credential.ts'
import type { HolderRef } from './holder.ts'
import type { PersonRef } from './person.ts'

/** Somebody wants a live credential gone; where the policy asks, a second person has to agree. */
export interface RemovalRequest extends Ask {
  readonly requestId: string
  readonly holder: HolderRef
  readonly keyId: string
  readonly requestedBy: PersonRef
  /** The open rotation that replaces it; null: nothing does, and it is not needed any more. */
  readonly rotationId: string | null
  /** Null while it waits for an answer. */
  readonly endedAt: Date | null
}

/** A replaced credential that a person had taken out of Entra. */
export interface Removal {
  readonly objectId: string
  /** As it was. */
  readonly credential: Credential
  readonly removedBy: PersonRef
  readonly removedAt: Date
}
