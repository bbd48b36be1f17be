import type { FormerOwner } from '../domain/finding.ts'
import type { Holder } from '../domain/holder.ts'
import { isOrphaned } from '../domain/person.ts'
import type { SeenHolder } from '../ports.ts'
import { fingerprintOf } from './fingerprint.ts'

/** Bounds what one application can make us remember. */
const MAX_FORMER_OWNERS = 100

/**
 * What to remember of a holder: what Entra shows now, and the owners that were there at the last pass and are not now.
 * Entra forgets both ownership and manager when it deletes a user; this is the only record.
 */
export function mergeSeen(holder: Holder, before: SeenHolder | undefined, lastSeenAt: Date): SeenHolder {
  return {
    ...holder,
    formerOwners: formerOwnersOf(holder, before, lastSeenAt),
    fingerprint: fingerprintOf(holder),
    orphaned: isOrphaned(holder.owners),
    deletedAt: null,
  }
}

function formerOwnersOf(holder: Holder, before: SeenHolder | undefined, lastSeenAt: Date): FormerOwner[] {
  if (before === undefined) return []
  const listedNow = new Set(holder.owners.map((owner) => (owner.type === 'user' ? owner.personId : owner.objectId)))
  const left = before.owners
    .filter((owner) => owner.type === 'user')
    .filter(({ personId }) => !listedNow.has(personId))
    .map(({ personId, displayName }) => ({ personId, displayName, untilAt: lastSeenAt }))
  const leftBefore = before.formerOwners.filter(
    ({ personId }) => !listedNow.has(personId) && !left.some((owner) => owner.personId === personId),
  )
  return [...left, ...leftBefore].slice(0, MAX_FORMER_OWNERS)
}
