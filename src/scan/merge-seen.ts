import type { Holder } from '../domain/holder.ts'
import { followOwners, formerOwnersIn } from '../domain/owner-history.ts'
import { isOrphaned } from '../domain/person.ts'
import type { PassTimes } from '../domain/span.ts'
import type { SeenHolder } from '../ports.ts'
import { fingerprintOf } from './fingerprint.ts'

/**
 * What to remember of a holder: what Entra shows now, and who owned it when. Entra forgets both ownership and manager
 * when it deletes a user; this is the only record.
 */
export function mergeSeen(holder: Holder, before: SeenHolder | undefined, pass: PassTimes): SeenHolder {
  const ownerHistory = followOwners(before?.ownerHistory, holder.owners, pass)
  return {
    ...holder,
    ownerHistory,
    formerOwners: formerOwnersIn(ownerHistory),
    fingerprint: fingerprintOf(holder),
    orphaned: isOrphaned(holder.owners),
    deletedAt: null,
  }
}
