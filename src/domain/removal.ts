import type { Credential } from './credential.ts'
import type { PersonRef } from './person.ts'

/** Somebody wants a credential gone that nothing has replaced; where the policy asks, a second person has to agree. */
export interface RemovalRequest {
  readonly objectId: string
  readonly keyId: string
  readonly askedBy: PersonRef
  readonly askedAt: Date
}

/** A replaced credential that a person had taken out of Entra. */
export interface Removal {
  readonly objectId: string
  /** As it was. */
  readonly credential: Credential
  readonly removedBy: PersonRef
  readonly removedAt: Date
}
