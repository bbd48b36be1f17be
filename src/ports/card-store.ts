import type { Told } from '../domain/alert.ts'
import type { AuditEvent } from '../domain/audit-event.ts'
import type { Delivery } from '../domain/delivery.ts'
import type { RecipientReason } from '../domain/finding.ts'
import type { HolderRef } from '../domain/holder.ts'
import type { PersonRef } from '../domain/person.ts'
import type { SendRefusal, SentRef } from './messenger.ts'

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
  readonly refusal: CardRefusal | null
  readonly at: Date
}

/** `no-account`: Entra shows no account that could be told. */
export type CardRefusal = SendRefusal | 'no-account'

export interface CardRef {
  readonly objectId: string
  readonly personId: string
}

export interface ListStore {
  all(): AsyncIterable<SentList>
  get(of: ListRef): Promise<SentList | undefined>
  add(list: SentList): Promise<void>
  /** Under its ETag; undefined leaves it as it is. */
  change(of: ListRef, change: (before: SentList | undefined) => SentList | undefined): Promise<void>
  remove(of: ListRef): Promise<void>
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

/** What was decided to be sent and was not yet. One row for each message. */
export interface Outbox {
  all(): Promise<readonly Delivery[]>
  put(deliveries: readonly Delivery[]): Promise<void>
  remove(deliveries: readonly Pick<Delivery, 'deliveryId' | 'person'>[]): Promise<void>
}
