import type { Credential } from './credential.ts'
import type { PersonRef } from './person.ts'

/** A replaced credential that a person had taken out of Entra. */
export interface Removal {
  readonly objectId: string
  /** As it was. */
  readonly credential: Credential
  readonly removedBy: PersonRef
  readonly removedAt: Date
}
