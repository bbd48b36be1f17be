import { createHash } from 'node:crypto'
import type { Holder } from '../domain/holder.ts'
import type { PersonWithManager } from '../domain/person.ts'

/** Raised when the stored record gains fields, so that the next pass writes every one anew. */
const RECORD_FORMAT = 3

/** Changes exactly when something that a scan observes changes; the order in which Entra lists things does not count. */
export function fingerprintOf(holder: Holder): string {
  return digest([
    RECORD_FORMAT,
    holder.kind,
    holder.clientId,
    holder.displayName,
    holder.signInAudience,
    holder.credentials.map((credential) => JSON.stringify(credential)).sort(),
    holder.owners.map((owner) => JSON.stringify(owner)).sort(),
    ...(holder.isManagedIdentity === true ? ['managed identity'] : []),
    ...(holder.isAgentBlueprint === true ? ['agent blueprint'] : []),
  ])
}

export function personFingerprint(person: PersonWithManager): string {
  return digest([
    person.personId,
    person.displayName,
    person.mail,
    person.userPrincipalName,
    person.accountEnabled,
    person.userType,
    person.manager?.personId,
    person.manager?.displayName,
  ])
}

/** 96 bits: enough never to meet a collision in one tenant, short enough to hold one for every application. */
function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16)
}
