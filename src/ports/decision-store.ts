import type { Announcement } from '../domain/announcement.ts'
import type { Approval, Snooze } from '../domain/approval.ts'
import type { AuditEvent } from '../domain/audit-event.ts'
import type { Exclusion } from '../domain/exclusion.ts'
import type { Removal, RemovalRequest } from '../domain/removal.ts'
import type { StillInUse } from '../domain/still-in-use.ts'
import type { Succession } from '../domain/succession.ts'
import type { CardRef } from './card-store.ts'

export interface ApprovalStore {
  approve(approval: Approval, event: AuditEvent): Promise<void>
  snooze(snooze: Snooze, event: AuditEvent): Promise<void>
  sayStillInUse(said: StillInUse, event: AuditEvent): Promise<void>
  exclude(exclusion: Exclusion, event: AuditEvent): Promise<void>
  include(exclusion: Exclusion, event: AuditEvent): Promise<void>
  /** Ends an approval, once its rotation has started. */
  useUp(approval: Approval): Promise<void>
  /** In place of an earlier request about the same credential. Undefined: another writer was first. */
  askRemoval(request: RemovalRequest, event: AuditEvent): Promise<StoredRemovalRequest | undefined>
  /** Request, event and announcement are one write. Undefined: another writer was first. */
  moveRemoval(
    from: StoredRemovalRequest,
    to: RemovalRequest,
    event: AuditEvent | null,
    announcement: Announcement | null,
  ): Promise<StoredRemovalRequest | undefined>
  openRemovals(): Promise<readonly StoredRemovalRequest[]>
  noteRemoval(removal: Removal, event: AuditEvent): Promise<void>
  about(objectId: string): Promise<ApplicationDecisions>
  /** Approvals that wait for their time. */
  approved(): Promise<readonly Approval[]>
  /** A third of the requests that `all` takes. */
  words(): Promise<Words>
  all(): Promise<Decisions>
}

export interface ApplicationDecisions extends Decisions {
  readonly removals: readonly Removal[]
}

export interface Decisions extends Words {
  readonly approvals: readonly Approval[]
  readonly snoozes: readonly Snooze[]
}

/** What people have said and is to be heeded until they say otherwise. */
export interface Words {
  readonly stillInUse: readonly StillInUse[]
  /** Past ones too, until an administrator ends or renews them. */
  readonly exclusions: readonly Exclusion[]
  /** Those that wait for an answer. */
  readonly removalRequests: readonly StoredRemovalRequest[]
}

export interface StoredRemovalRequest extends RemovalRequest {
  readonly etag: string
}

/** Which credentials were replaced, as evidence has shown, and who was asked what to do with the old ones. */
export interface SuccessionStore {
  /** One for each old credential; a later one replaces it. */
  save(successions: readonly Succession[]): Promise<void>
  about(objectId: string): Promise<readonly Succession[]>
  all(): Promise<readonly Succession[]>
  /** When sign-ins were last asked about, by objectId of those that nothing else decides. */
  lookedAt(): Promise<ReadonlyMap<string, Date>>
  saveLookedAt(lookedAt: ReadonlyMap<string, Date>): Promise<void>
  /** Adds to what this person was asked about before; `about` holds the new keyId by old keyId. */
  noteAsked(of: CardRef, about: Readonly<Record<string, string>>): Promise<void>
  /** The same, by `cardKey`. */
  asked(): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>
}
