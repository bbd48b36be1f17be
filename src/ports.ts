import type { Policy } from './domain/policy.ts'
import type { CardStore, ListStore, Outbox } from './ports/card-store.ts'
import type { Clock, Schedule } from './ports/clock.ts'
import type { ConversationStore } from './ports/conversation-store.ts'
import type { Credentials, SignInProof } from './ports/credentials.ts'
import type { ApprovalStore, SuccessionStore } from './ports/decision-store.ts'
import type { Destinations } from './ports/destination.ts'
import type { Directory } from './ports/directory.ts'
import type { HolderStore, PeopleStore } from './ports/holder-store.ts'
import type { Log, Meter } from './ports/log.ts'
import type { Mailer } from './ports/mailer.ts'
import type { Attachments, Messenger } from './ports/messenger.ts'
import type { ImportStore, NominationStore } from './ports/owner-store.ts'
import type { AuditLog, LeaseStore, PassStore } from './ports/pass-store.ts'
import type {
  AnnouncementStore,
  DestinationStore,
  EnrollmentStore,
  NoticeStore,
  RotationStore,
} from './ports/rotation-store.ts'
import type { CertificateVault, Vault } from './ports/vault.ts'

export type * from './ports/card-store.ts'
export type * from './ports/clock.ts'
export type * from './ports/conversation-store.ts'
export type * from './ports/credentials.ts'
export type * from './ports/decision-store.ts'
export type * from './ports/destination.ts'
export type * from './ports/directory.ts'
export type * from './ports/holder-store.ts'
export type * from './ports/log.ts'
export type * from './ports/mailer.ts'
export type * from './ports/messenger.ts'
export type * from './ports/owner-store.ts'
export type * from './ports/pass-store.ts'
export type * from './ports/rotation-store.ts'
export type * from './ports/vault.ts'

/** Everything a part of Keyturn may use; a function names its share: `Pick<AppContext, 'messenger' | 'clock'>`. */
export interface AppContext {
  readonly clock: Clock
  readonly log: Log
  readonly policy: Policy
  readonly meter: Meter
  readonly schedule: Schedule
  readonly directory: Directory
  readonly credentials: Credentials
  readonly vault: Vault
  readonly certificates: CertificateVault
  readonly proof: SignInProof
  readonly destinations: Destinations
  readonly messenger: Messenger
  /** Null: no `MAIL_SENDER` is set. */
  readonly mailer: Mailer | null
  readonly attachments: Attachments
  readonly imports: ImportStore
  readonly holders: HolderStore
  readonly people: PeopleStore
  readonly cards: CardStore
  readonly lists: ListStore
  readonly outbox: Outbox
  readonly rotations: RotationStore
  readonly configured: DestinationStore
  readonly notices: NoticeStore
  readonly announcements: AnnouncementStore
  readonly enrollments: EnrollmentStore
  readonly approvals: ApprovalStore
  readonly nominations: NominationStore
  readonly successions: SuccessionStore
  readonly audit: AuditLog
  readonly passes: PassStore
  readonly leases: LeaseStore
  readonly conversations: ConversationStore
}
