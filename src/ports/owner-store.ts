import type { AuditEvent } from '../domain/audit-event.ts'
import type { NominationRole } from '../domain/messages/nomination.ts'
import type { Nomination } from '../domain/nomination.ts'
import type { ImportOutcome, OwnerImport } from '../domain/owner-import.ts'
import type { SentRef } from './messenger.ts'

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

export interface StoredNomination extends Nomination {
  readonly etag: string
}

export interface NominationCard {
  readonly role: NominationRole
  readonly sent: SentRef
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
