import type { ApplicationView } from '../domain/application-message.ts'
import type { FormerOwner } from '../domain/finding.ts'
import type { Holder } from '../domain/holder.ts'
import type { OwnerHistory } from '../domain/owner-history.ts'
import type { SeenPerson } from '../domain/person-history.ts'
import type { Removal } from '../domain/removal.ts'
import type { StillInUse } from '../domain/still-in-use.ts'
import type { StoredRemovalRequest } from './decision-store.ts'
import type { StoredRotation } from './rotation-store.ts'

export interface HolderStore {
  traces(): AsyncIterable<HolderTrace>
  get(objectId: string): Promise<SeenHolder | undefined>
  getMany(objectIds: readonly string[]): Promise<Map<string, SeenHolder>>
  /** Holders for which all of the filter holds, without deleted ones. */
  list(filter: HolderFilter): AsyncIterable<SeenHolder>
  save(holders: readonly SeenHolder[]): Promise<void>
}

export interface HolderFilter {
  /** With a credential that ends before it. */
  readonly expiringBefore?: Date
  readonly clientId?: string
  /** A `searchText` that is part of its `searchName`. */
  readonly named?: string
  /** A person's id. */
  readonly ownedBy?: string
  /** With fewer reachable owners than so many. */
  readonly ownersBelow?: number
}

/** An application or service principal as last seen, with what scans remember of its owners. */
export interface SeenHolder extends Holder {
  readonly ownerHistory: OwnerHistory
  /** Follows from the history. */
  readonly formerOwners: readonly FormerOwner[]
  /** Changes exactly when anything that a scan observes has changed. */
  readonly fingerprint: string
  readonly orphaned: boolean
  readonly deletedAt: Date | null
}

/** What the last pass remembers of one holder, small enough to hold for a whole tenant. */
export interface HolderTrace {
  readonly objectId: string
  readonly fingerprint: string
  readonly deleted: boolean
  /** When the owner who left first was last seen; null: nobody who left is remembered. */
  readonly oldestLeftAt: Date | null
}

export interface PeopleStore {
  all(): AsyncIterable<SeenPerson>
  getMany(personIds: readonly string[]): Promise<Map<string, SeenPerson>>
  save(people: readonly SeenPerson[]): Promise<void>
  remove(personIds: readonly string[]): Promise<void>
}

/** An application with everything known about it, read just before a decision. */
export interface CurrentApplication extends ApplicationView {
  readonly rotations: readonly StoredRotation[]
  readonly stillInUse: readonly StillInUse[]
  readonly removals: readonly Removal[]
  readonly removalRequests?: readonly StoredRemovalRequest[]
}
