import type { Told } from './domain/alert.ts'
import type { ApplicationView } from './domain/application-message.ts'
import type { Approval, Snooze } from './domain/approval.ts'
import type { AuditEvent } from './domain/audit-event.ts'
import type { Credential } from './domain/credential.ts'
import type { Delivery } from './domain/delivery.ts'
import type { ConfiguredDestination, DestinationKind, DestinationTarget, TargetOf } from './domain/destination.ts'
import type { Enrollment } from './domain/enrollment.ts'
import type { Exclusion } from './domain/exclusion.ts'
import type { FormerOwner, RecipientReason } from './domain/finding.ts'
import type { Holder, HolderKind, HolderRef } from './domain/holder.ts'
import type { AlertListMessage, ApplicationMessage, Message, NominationRole } from './domain/message.ts'
import type { Nomination } from './domain/nomination.ts'
import type { OwnerHistory } from './domain/owner-history.ts'
import type { ImportOutcome, OwnerImport } from './domain/owner-import.ts'
import type { Owner, Person, PersonRef, PersonWithManager } from './domain/person.ts'
import type { SeenPerson } from './domain/person-history.ts'
import type { Policy } from './domain/policy.ts'
import type { Removal, RemovalRequest } from './domain/removal.ts'
import type { Rotation, VaultSecretRef } from './domain/rotation.ts'
import type { RotationNotice } from './domain/rotation-notice.ts'
import type { ScanSummary } from './domain/scan-summary.ts'
import type { SecretText } from './domain/secret-text.ts'
import type { StillInUse } from './domain/still-in-use.ts'
import type { Succession } from './domain/succession.ts'

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
  readonly enrollments: EnrollmentStore
  readonly approvals: ApprovalStore
  readonly nominations: NominationStore
  readonly successions: SuccessionStore
  readonly audit: AuditLog
  readonly passes: PassStore
  readonly leases: LeaseStore
  readonly conversations: ConversationStore
}

export interface Clock {
  now(): Date
}

/** Structured log: a static message and fields. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** When passes are due, in the configured zone. */
export interface Schedule {
  nextAfter(instant: Date): Date | null
}

/** Counts since the process started. */
export interface Meter {
  graphRequests(): number
  tableTransactions(): number
}

/** What Entra knows, read through Microsoft Graph. Every method throws `KeyturnError` with a `directory-*` code. */
export interface Directory {
  /** Every application with all credentials and owners, one page at a time. */
  applications(): AsyncIterable<readonly Holder[]>
  /** Every service principal with all credentials; `owners` is empty, ask `ownersOf`. */
  servicePrincipals(): AsyncIterable<readonly Holder[]>
  /** Owners beyond any page limit, by objectId. A holder deleted meanwhile is absent. */
  ownersOf(kind: HolderKind, objectIds: readonly string[]): Promise<Map<string, readonly Owner[]>>
  /** One holder as of now, owners included; undefined once deleted. */
  holder(kind: HolderKind, objectId: string): Promise<Holder | undefined>
  /** People with their managers, by id. A deleted person is absent. */
  people(personIds: readonly string[]): Promise<Map<string, PersonWithManager>>
  /** People whose name, mail or sign-in name starts with or equals `text`; at most ten. */
  findPeople(text: string): Promise<readonly Person[]>
  isMemberOf(groupId: string, personId: string): Promise<boolean>
  /** People in a group, nested ones too; at most twenty. */
  membersOf(groupId: string): Promise<readonly Person[]>
  /** Last sign-in by keyId, or undefined where the tenant does not offer the report. */
  lastSignIns(clientId: string): Promise<ReadonlyMap<string, Date> | undefined>
  addOwner(holder: HolderRef, personId: string): Promise<'added' | 'already-owner'>
  removeOwner(holder: HolderRef, personId: string): Promise<'removed' | 'absent'>
  /** Application permissions granted to this client in the tenant. Empty where it has no service principal. */
  permissionsOf(clientId: string): Promise<readonly GrantedPermission[]>
  /** Who added credentials, newest first, as far as the audit log reaches; undefined where it cannot be read. */
  credentialCreators(objectId: string): Promise<readonly CredentialCreation[] | undefined>
  /** Owners of other applications with the same `serviceManagementReference`; empty where there is none. */
  ownersOfSameService(objectId: string): Promise<readonly Person[]>
  /** People right below a manager; at most fifty. */
  reportsOf(personId: string): Promise<readonly Person[]>
  /** What the tenant's policies and locks allow for a new credential of this holder. */
  credentialRules(holder: HolderRef, kind: Credential['kind']): Promise<CredentialRules>
  /** What could not be read although the reading went on; handed out once. */
  drainProblems(): ReadingGaps
}

export interface CredentialRules {
  readonly areAllowed: boolean
  /** The application locks its service principal against new credentials. */
  readonly isLocked: boolean
  /** Undefined: no limit is known. */
  readonly longestDays: number | undefined
}

/** One application permission, e.g. `Mail.ReadWrite` of `Microsoft Graph`. */
export interface GrantedPermission {
  readonly value: string
  readonly api: string
}

export interface CredentialCreation {
  readonly person: PersonRef
  readonly at: Date
}

export interface ReadingGaps {
  readonly sentences: readonly string[]
  /** Whether holders were left out, which therefore only look deleted. */
  readonly isIncomplete: boolean
}

/**
 * Credentials of one holder. No write is ever repeated by any layer below: after an error the effect is unknown
 * unless the code says otherwise (`directory-denied`, `directory-refused`, `directory-throttled`: no effect).
 */
export interface Credentials {
  addPassword(holder: HolderRef, displayName: string, endAt: Date): Promise<NewPassword>
  removePassword(holder: HolderRef, keyId: string): Promise<'removed' | 'absent'>
  /**
   * Adds a certificate's public key beside those that are there: Entra takes the whole list only, so it is read, written
   * and read again, and a concurrent change of another writer is put right. `already-there`: by its thumbprint.
   */
  addCertificate(holder: HolderRef, certificate: PublicCertificate, displayName: string): Promise<AddedCertificate>
  /** Takes it out of the list, all others as they are. */
  removeCertificate(holder: HolderRef, keyId: string): Promise<'removed' | 'absent'>
  /** Makes the next SAML signing certificate of a service principal, not in use yet; its private key stays in Entra. */
  addSigningCertificate(objectId: string, displayName: string, endAt: Date): Promise<SigningCertificate>
  /** From now on Entra signs with it; relying parties that do not trust it fail. */
  activateSigningCertificate(objectId: string, keyId: string): Promise<void>
}

export interface PublicCertificate {
  /** Base64 of the DER form. */
  readonly der: string
  readonly startAt: Date
  readonly endAt: Date
}

export interface AddedCertificate {
  readonly keyId: string
  readonly outcome: 'added' | 'already-there'
}

export interface SigningCertificate {
  readonly keyId: string
  readonly thumbprint: string
  readonly endAt: Date | null
}

/** Certificates in Keyturn's own vault; no private key ever leaves it. Errors are `vault-*`. */
export interface CertificateVault {
  /**
   * Asks for a certificate under a name that is used once; asking again for the same name changes nothing. It may take
   * seconds (self-signed) or days (an issuer).
   */
  request(certificate: NewVaultCertificate): Promise<void>
  /** Undefined: nothing was asked for under this name. */
  find(name: string): Promise<VaultCertificate | 'pending' | { readonly failed: string } | undefined>
  /** RSASSA-PSS with SHA-256 over the data, by the private key of this version; base64url. */
  sign(ref: VaultSecretRef, data: string): Promise<string>
  remove(name: string): Promise<void>
}

export interface NewVaultCertificate {
  readonly name: string
  readonly subject: string
  /** The vault counts in months; rounded so that it never lives longer than this. */
  readonly lifetimeDays: number
  /** `Self`, or an issuer that is configured in the vault. */
  readonly issuer: string
  readonly tags: Readonly<Record<string, string>>
}

export interface VaultCertificate extends PublicCertificate {
  readonly ref: VaultSecretRef
  readonly tags: Readonly<Record<string, string>>
}

export interface NewPassword {
  readonly keyId: string
  readonly endAt: Date | null
  readonly secretText: SecretText
}

/** Keyturn's own vault. */
export interface Vault {
  readonly url: string
  store(secret: NewVaultSecret): Promise<VaultSecretRef>
  /** The newest version's tags; undefined where no such secret exists. */
  find(
    name: string,
  ): Promise<{ readonly ref: VaultSecretRef; readonly tags: Readonly<Record<string, string>> } | undefined>
  /** Throws `vault-refused` where this version is gone. */
  read(ref: VaultSecretRef): Promise<SecretText>
  remove(name: string): Promise<void>
  /** Throws unless the vault answers. */
  ping(): Promise<void>
}

export interface NewVaultSecret {
  readonly name: string
  readonly text: SecretText
  readonly endAt: Date | null
  readonly tags: Readonly<Record<string, string>>
}

/** Shows that a credential works, by signing in with it. Throws `proof-unreachable` where Entra does not answer. */
export interface SignInProof {
  withSecret(clientId: string, secretText: SecretText): Promise<ProofOutcome>
  /** By a client assertion that the vault signs; throws `vault-*` where it does not. */
  withCertificate(clientId: string, certificate: VaultCertificate): Promise<ProofOutcome>
}

export type ProofOutcome =
  | { readonly is: 'proved' }
  /** Refused as a fresh credential is before it has spread, which takes seconds to minutes; a wrong one looks the same. */
  | { readonly is: 'notYet' }
  /** Entra refuses this sign-in for another reason, so nothing is proved either way; says which. */
  | { readonly is: 'unprovable'; readonly why: string }

/**
 * One kind of place where rotated secrets go. Every method may be called again with the same input, by another process
 * and after a crash. Expected trouble is a result; an error leaves the effect unknown and the call is made again later.
 * No result, error or log holds the secret text.
 */
export interface Destination<Target extends DestinationTarget = DestinationTarget> {
  /** Looks without changing anything: for a preview, when a target is added, and before the first write. */
  inspect(target: Target, about: DeliveredFacts): Promise<Inspection>
  write(target: Target, delivered: Delivered): Promise<WriteOutcome>
  /** Whether it holds, and uses where that can be told, what `receipt` says was written. */
  verify(target: Target, receipt: Receipt, about: DeliveredFacts): Promise<Verification>
  /** The value that was there before the write of this receipt; only where the place keeps earlier values. */
  readBefore?(target: Target, receipt: Receipt): Promise<SecretText | undefined>
}

/** What may be said about a delivery anywhere. */
export interface DeliveredFacts {
  readonly rotationId: string
  /** Unique for each value that a rotation delivers, so that a repeated write is recognised; letters, digits, dashes. */
  readonly deliveryId: string
  readonly clientId: string
  readonly keyId: string
  readonly endAt: Date | null
  readonly ownerIds: readonly string[]
  /** Where consumers read the value: the Key Vault destination that was written before, else Keyturn's own vault. */
  readonly vaultSecret: VaultSecretRef & { readonly vaultUrl: string }
}

export interface Delivered extends DeliveredFacts {
  readonly secretText: SecretText
}

/** What a place said about a write, e.g. a version or a job id; kept with the rotation, never a secret. */
export type Receipt = Readonly<Record<string, string>>

export type Inspection =
  /** Sentences about what is there and what a write would do. */
  | { readonly is: 'ready'; readonly facts: readonly string[] }
  /** Nothing can be delivered until a person does something; says what. */
  | { readonly is: 'refused'; readonly problem: string }

export type WriteOutcome =
  | { readonly is: 'written'; readonly receipt: Receipt }
  /** Had no effect, or one that another try completes. */
  | { readonly is: 'later'; readonly problem: string; readonly retryAfterMs?: number }
  /** No further try helps until a person does something; says what. */
  | { readonly is: 'refused'; readonly problem: string }

export type Verification =
  /** `evidence`: a sentence for the record. */
  | { readonly is: 'verified'; readonly evidence: string }
  | { readonly is: 'notYet'; readonly problem: string; readonly retryAfterMs?: number }
  /** It holds something else by now. */
  | { readonly is: 'overwritten'; readonly problem: string }
  /** The place cannot show what it uses: an owner has to say that it works; `ask` tells what to look at. */
  | { readonly is: 'unprovable'; readonly ask: string }
  | { readonly is: 'refused'; readonly problem: string }

export type Destinations = { readonly [Kind in DestinationKind]: Destination<TargetOf<Kind>> }

/** Delivers what Keyturn says. Expected refusals are results; nothing is retried where it might be delivered twice. */
export interface Messenger {
  send(personId: string, message: Message): Promise<SendResult>
  update(sent: SentRef, message: Message): Promise<SendResult>
  post(channel: ChannelRef, message: Message): Promise<SendResult>
}

/** Delivers the facts of a card by mail. Expected refusals are results; nothing is sent twice by one call. */
export interface Mailer {
  send(to: Person, message: ApplicationMessage | AlertListMessage): Promise<MailResult>
}

export type MailResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: MailRefusal; readonly retryAfterMs?: number }

export type MailRefusal = 'no-address' | 'throttled' | 'unreachable' | 'refused'

/** Files that people attach to a message. */
export interface Attachments {
  /** The text of a file. Throws `attachment-refused` with the reason; the URL is not to be trusted. */
  read(url: string): Promise<string>
}

export interface AttachedFile {
  readonly url: string
  readonly isCsv: boolean
}

/** Where a delivered card is, so that it can be updated. */
export interface SentRef {
  readonly serviceUrl: string
  readonly conversationId: string
  readonly activityId: string
}

export type SendResult =
  | { readonly ok: true; readonly sent: SentRef }
  | { readonly ok: false; readonly reason: SendRefusal; readonly retryAfterMs?: number }

export type SendRefusal = 'not-installed' | 'blocked' | 'throttled' | 'gone' | 'too-big' | 'unreachable' | 'refused'

/** Where a person or channel is reached; refreshed by every activity of theirs. */
export interface Conversation {
  readonly conversationId: string
  readonly serviceUrl: string
}

/** Where to post; without `serviceUrl` nothing was heard from there yet. */
export type ChannelRef = Pick<Channel, 'conversationId' | 'isThreaded'> & { readonly serviceUrl: string | null }

/** A team's channel, or a group chat. */
export interface Channel extends Conversation {
  /** Each post to a channel starts a thread; a group chat is one. */
  readonly isThreaded: boolean
  readonly digest: 'off' | 'daily' | 'weekly'
  readonly lastDigestAt: Date | null
}

export interface ConversationStore {
  ofPerson(personId: string): Promise<Conversation | undefined>
  savePerson(personId: string, conversation: Conversation): Promise<void>
  /** When the person last wrote, clicked or opened the chat, to the hour; null: never heard of. */
  heardAt(personId: string): Promise<Date | null>
  saveHeardAt(personId: string, at: Date): Promise<void>
  dropPerson(personId: string): Promise<void>
  channel(conversationId: string): Promise<Channel | undefined>
  channels(): Promise<readonly Channel[]>
  /** Under its ETag; `change` is asked again whenever another writer was first, undefined leaves it as it is. */
  changeChannel(conversationId: string, change: (before: Channel | undefined) => Channel | undefined): Promise<void>
  dropChannel(conversationId: string): Promise<void>
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

export interface HolderStore {
  traces(): AsyncIterable<HolderTrace>
  get(objectId: string): Promise<SeenHolder | undefined>
  getMany(objectIds: readonly string[]): Promise<Map<string, SeenHolder>>
  /** Holders, without deleted ones; `expiringBefore` keeps those with a credential that ends before it. */
  list(filter: { readonly expiringBefore?: Date; readonly clientId?: string }): AsyncIterable<SeenHolder>
  save(holders: readonly SeenHolder[]): Promise<void>
}

export interface PeopleStore {
  all(): AsyncIterable<SeenPerson>
  getMany(personIds: readonly string[]): Promise<Map<string, SeenPerson>>
  save(people: readonly SeenPerson[]): Promise<void>
  remove(personIds: readonly string[]): Promise<void>
}

/** One person's card about one application: what it has told, and every place where it stands. */
export interface SentCard {
  readonly objectId: string
  readonly person: PersonRef
  /** Null: the person asked for it. */
  readonly because: RecipientReason | null
  /** What was told last, by keyId. */
  readonly told: Readonly<Record<string, Told>>
  /** Credentials that the card shows. */
  readonly keyIds: readonly string[]
  /** Newest first; all of them are updated when the matter moves. Empty while nothing could be delivered. */
  readonly copies: readonly SentRef[]
  /** The list that shows the application to this person, if it was told in one. */
  readonly listId: string | null
  /** Why the last try was not delivered, for `/status`. */
  readonly refusal: SendRefusal | null
  readonly at: Date
}

export interface CardRef {
  readonly objectId: string
  readonly personId: string
}

export interface CardStore {
  /** Cards of every application, for planning a pass. */
  all(): AsyncIterable<SentCard>
  about(objectId: string): Promise<readonly SentCard[]>
  /**
   * Replaces one person's card by what `change` makes of it, asked again whenever another writer was first; undefined
   * leaves it as it is. Card and event are one write. `isNew` spares a reading where no card is expected.
   */
  change(
    of: CardRef,
    change: (before: SentCard | undefined) => SentCard | undefined,
    options?: { readonly event?: AuditEvent; readonly isNew?: boolean },
  ): Promise<void>
}

/** One card that shows a person many applications at once, each in a row. */
export interface SentList {
  readonly listId: string
  readonly person: PersonRef
  readonly rows: readonly ListedApplication[]
  /** Null: it was mailed. */
  readonly sent: SentRef | null
  readonly at: Date
}

export interface ListedApplication {
  readonly holder: HolderRef
  readonly because: RecipientReason
  readonly told: Readonly<Record<string, Told>>
  readonly keyIds: readonly string[]
  /** A newer card or list tells more about the application. */
  readonly isTakenOver: boolean
}

export interface ListRef {
  readonly personId: string
  readonly listId: string
}

export interface ListStore {
  all(): AsyncIterable<SentList>
  get(of: ListRef): Promise<SentList | undefined>
  add(list: SentList): Promise<void>
  /** Under its ETag; undefined leaves it as it is. */
  change(of: ListRef, change: (before: SentList | undefined) => SentList | undefined): Promise<void>
  remove(of: ListRef): Promise<void>
}

/** What was decided to be sent and was not yet. One row for each message. */
export interface Outbox {
  all(): Promise<readonly Delivery[]>
  put(deliveries: readonly Delivery[]): Promise<void>
  remove(deliveries: readonly Pick<Delivery, 'deliveryId' | 'person'>[]): Promise<void>
}

/** Applications that are rotated by the schedule. Each change is one batch with its audit event. */
export interface EnrollmentStore {
  all(): Promise<readonly Enrollment[]>
  of(objectId: string): Promise<Enrollment | undefined>
  save(enrollment: Enrollment, event: AuditEvent): Promise<void>
  remove(enrollment: Enrollment, event: AuditEvent): Promise<void>
}

/** What owners have yet to hear of rotations; each is inserted with the transition that it tells of. */
export interface NoticeStore {
  open(): Promise<readonly RotationNotice[]>
  noteHeard(notice: RotationNotice, personId: string): Promise<void>
  remove(notice: RotationNotice): Promise<void>
}

/** Where each application's secrets go. Each call is one batch with its audit event. */
export interface DestinationStore {
  add(destination: ConfiguredDestination, event: AuditEvent): Promise<void>
  remove(destination: ConfiguredDestination, event: AuditEvent): Promise<void>
  /** In the order of delivery. */
  about(objectId: string): Promise<readonly ConfiguredDestination[]>
}

/**
 * Rotations with their audit events: each call is one batch, so a transition and its record are one fact.
 * Both return false when another writer was first; read again and decide anew.
 */
export interface RotationStore {
  /** Starts a rotation unless the same credential already has an open one. */
  start(rotation: Rotation, event: AuditEvent): Promise<boolean>
  /** Replaces `from` by `to`, only if `from` is still what is stored. Without event: a wait, which is no transition. */
  move(from: StoredRotation, to: Rotation, event: AuditEvent | null): Promise<StoredRotation | undefined>
  /** The open or most recent rotation of each credential. */
  about(objectId: string): Promise<readonly StoredRotation[]>
  get(objectId: string, rotationId: string): Promise<StoredRotation | undefined>
  open(): Promise<readonly StoredRotation[]>
  /** New keyId by old keyId, of every rotation that has made one. */
  successors(): Promise<ReadonlyMap<string, string>>
}

export interface StoredRotation extends Rotation {
  readonly etag: string
}

/** An application with everything known about it, read just before a decision. */
export interface CurrentApplication extends ApplicationView {
  readonly rotations: readonly StoredRotation[]
  readonly stillInUse: readonly StillInUse[]
  readonly removals: readonly Removal[]
}

export interface StoredNomination extends Nomination {
  readonly etag: string
}

/** Who was asked to take an application over. Each call is one batch; a nomination and its audit event are one fact. */
export interface NominationStore {
  /** False: the same person is asked about the same application already. */
  start(nomination: Nomination, event: AuditEvent): Promise<boolean>
  /** Replaces `from` by `to`; undefined when another writer was first. */
  move(from: StoredNomination, to: Nomination, event: AuditEvent): Promise<StoredNomination | undefined>
  about(objectId: string): Promise<readonly StoredNomination[]>
  open(): Promise<readonly StoredNomination[]>
  /** Remembers where a card about it stands. */
  addCard(of: Nomination, card: NominationCard): Promise<void>
  cardsOf(of: Nomination): Promise<readonly NominationCard[]>
}

export interface NominationCard {
  readonly role: NominationRole
  readonly sent: SentRef
}

export interface ApprovalStore {
  approve(approval: Approval, event: AuditEvent): Promise<void>
  snooze(snooze: Snooze, event: AuditEvent): Promise<void>
  sayStillInUse(said: StillInUse, event: AuditEvent): Promise<void>
  exclude(exclusion: Exclusion, event: AuditEvent): Promise<void>
  include(exclusion: Exclusion, event: AuditEvent): Promise<void>
  /** Ends an approval, once its rotation has started. */
  useUp(approval: Approval): Promise<void>
  askRemoval(request: RemovalRequest, event: AuditEvent): Promise<void>
  noteRemoval(removal: Removal, event: AuditEvent): Promise<void>
  about(objectId: string): Promise<ApplicationDecisions>
  all(): Promise<Decisions>
}

export interface ApplicationDecisions extends Decisions {
  readonly removals: readonly Removal[]
}

export interface Decisions {
  readonly approvals: readonly Approval[]
  readonly snoozes: readonly Snooze[]
  readonly stillInUse: readonly StillInUse[]
  /** Past ones too, until an administrator ends or renews them. */
  readonly exclusions: readonly Exclusion[]
  readonly removalRequests: readonly RemovalRequest[]
}

/** Which credentials were replaced, as evidence has shown, and who was asked what to do with the old ones. */
export interface SuccessionStore {
  /** One for each old credential; a later one replaces it. */
  save(successions: readonly Succession[]): Promise<void>
  about(objectId: string): Promise<readonly Succession[]>
  all(): Promise<readonly Succession[]>
  /** Adds to what this person was asked about before; `about` holds the new keyId by old keyId. */
  noteAsked(of: CardRef, about: Readonly<Record<string, string>>): Promise<void>
  /** The same, by `cardKey`. */
  asked(): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>
}

/** Imports of owners, each for the person who made it. */
export interface ImportStore {
  /** Removes that person's imports of more than a day ago. */
  create(ownerImport: OwnerImport): Promise<void>
  get(personId: string, importId: string): Promise<OwnerImport | undefined>
  of(personId: string): Promise<readonly OwnerImport[]>
  /** Records what became of one line. */
  settle(ownerImport: Pick<OwnerImport, 'by' | 'importId'>, line: number, outcome: ImportOutcome): Promise<void>
  cancel(ownerImport: Pick<OwnerImport, 'by' | 'importId'>): Promise<void>
}

export interface AuditLog {
  record(event: AuditEvent): Promise<void>
  about(objectId: string): Promise<readonly AuditEvent[]>
}

export interface PassStore {
  last(): Promise<PassRecord | undefined>
  /** The last one that ended. */
  lastEnded(): Promise<PassRecord | undefined>
  begin(pass: PassRecord): Promise<void>
  end(pass: PassRecord): Promise<void>
}

export interface PassRecord {
  readonly passId: string
  readonly startedAt: Date
  readonly endedAt: Date | null
  readonly summary: ScanSummary | null
}

/** One holder at a time, across processes. A lease that is not renewed ends by itself. */
export interface LeaseStore {
  /** Undefined while someone else holds it. */
  acquire(name: string): Promise<Lease | undefined>
}

export interface Lease {
  /** Throws `lease-lost` once someone else may have taken over. */
  assertHeld(): void
  release(): Promise<void>
}
