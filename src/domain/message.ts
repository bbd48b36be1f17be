import type { AccessReview } from './access-review.ts'
import type { Stage } from './alert.ts'
import type { AuditEvent } from './audit-event.ts'
import type { CandidateEvidence } from './candidates.ts'
import type { Credential } from './credential.ts'
import type { DestinationsMessage } from './destinations-message.ts'
import type { EnrollmentMessage } from './enrollment-message.ts'
import type { RecipientReason } from './finding.ts'
import type { HolderRef } from './holder.ts'
import type { Nomination } from './nomination.ts'
import type { OwnerGap } from './owner-gap.ts'
import type { OwnerImport } from './owner-import.ts'
import type { OwnerThen } from './ownership.ts'
import type { Person, PersonRef } from './person.ts'
import type { PolicyMessage } from './policy-message.ts'
import type { RemovalRequest } from './removal.ts'
import type { RemoveOldMessage } from './remove-old-message.ts'
import type { DeliveryRecord, VaultSecretRef } from './rotation.ts'
import type { SecondReason } from './rotation-request.ts'
import type { ScanSummary } from './scan-summary.ts'

/**
 * What Keyturn says, in the domain's words. `cards/` renders it for Teams.
 * Strings typed as names (display names, reasons) are hostile; `text` fields are Keyturn's own sentences.
 */
export type Message =
  | ApplicationMessage
  | FormMessage
  | NoticeMessage
  | ApplicationListMessage
  | AlertListMessage
  | OrphanListMessage
  | OwnerImportMessage
  | NominationMessage
  | RemoveOldMessage
  | DestinationsMessage
  | EnrollmentMessage
  | PolicyMessage
  | StatusMessage
  | HelpMessage
  | DigestMessage
  | HistoryMessage
  | OwnersOnDayMessage

/** One application and its credentials: the alert, and everything it turns into as the matter is settled. */
export interface ApplicationMessage {
  readonly is: 'application'
  readonly holder: HolderRef
  /** Null on a card that the reader asked for. */
  readonly because: RecipientReason | null
  readonly owners: readonly PersonRef[]
  readonly orphaned: boolean
  readonly lines: readonly CredentialLine[]
  /** Buttons this reader may use. */
  readonly may: readonly Verb[]
  /** Nothing is changed anywhere while this is set, and the card says so. */
  readonly dryRun: boolean
  /** One sentence about what just happened, for the person who clicked. */
  readonly news: string | null
}

export interface CredentialLine {
  readonly credential: Credential
  /** Null: no stage reached. */
  readonly stage: Stage | null
  readonly daysLeft: number | null
  readonly state: CredentialState
  /** Somebody wants it removed before its time; a second person has to agree. */
  readonly removal: RemovalRequest | null
}

export type CredentialState =
  | { readonly is: 'due' }
  | { readonly is: 'superseded'; readonly successor: Credential }
  | {
      readonly is: 'snoozed'
      readonly by: PersonRef
      readonly untilAt: Date
      /** The next alert is due then, sooner than was asked. */
      readonly isCut: boolean
      /** Its renewal was declined at this time; null: somebody asked for quiet. */
      readonly declinedAt: Date | null
      readonly reason: string | null
    }
  | {
      readonly is: 'renewalApproved'
      readonly by: PersonRef
      readonly at: Date
      readonly rotateAt: Date
      readonly reason: string
    }
  | {
      /** A second person has to agree. */
      readonly is: 'requested'
      readonly requestId: string
      readonly by: PersonRef | null
      readonly at: Date
      readonly reason: string
      readonly because: readonly SecondReason[]
      readonly approvers: readonly PersonRef[]
      /** Nobody is there to be asked. */
      readonly isAlone: boolean
      readonly untilAt: Date
    }
  | {
      readonly is: 'rotating'
      readonly by: PersonRef
      readonly at: Date
      readonly phase: 'making' | 'proving' | 'delivering'
      readonly deliveries: readonly DeliveryRecord[]
      /** Why the current step takes longer; it is tried again by itself. */
      readonly problem: string | null
    }
  | {
      readonly is: 'awaitingDeployment'
      readonly by: PersonRef
      readonly at: Date
      readonly vaultUrl: string
      /** Null: Entra keeps it itself, as SAML signing certificates. */
      readonly secret: VaultSecretRef | null
      readonly newKeyId: string
      readonly newEndAt: Date | null
      readonly deliveries: readonly DeliveryRecord[]
      /** Why the old credential could not be removed at the last try. */
      readonly problem: string | null
    }
  | {
      /** The new one is everywhere; the old one stays for a while. */
      readonly is: 'soaking'
      readonly by: PersonRef
      readonly at: Date
      readonly untilAt: Date
      readonly newEndAt: Date | null
      readonly deliveries: readonly DeliveryRecord[]
      /** What keeps the old one longer. */
      readonly problem: string | null
    }
  | {
      readonly is: 'undoing'
      readonly by: PersonRef | null
      readonly at: Date
      readonly deliveries: readonly DeliveryRecord[]
      readonly problem: string | null
    }
  | {
      readonly is: 'removing'
      /** Null: the gate let it go. */
      readonly by: PersonRef | null
      readonly at: Date
      /** Why it takes longer; it is tried again by itself. */
      readonly problem: string | null
    }
  | {
      readonly is: 'rotated'
      readonly by: PersonRef
      readonly at: Date
      readonly newEndAt: Date | null
      readonly secret: VaultSecretRef | null
      readonly vaultUrl: string
    }
  | {
      readonly is: 'parked'
      readonly problem: string
      readonly at: Date
      /** What was delivered where; empty where no new credential is left. */
      readonly deliveries: readonly DeliveryRecord[]
      /** A new credential waits in the vault, so that it can go on or be taken back. */
      readonly hasNew: boolean
    }
  /** Taken out of Entra by Keyturn after it had been replaced. */
  | { readonly is: 'removed'; readonly by: PersonRef; readonly at: Date }
  /** No longer in Entra, and not by Keyturn's hand. */
  | { readonly is: 'gone'; readonly at: Date }

/** Answers of a nominee, and of an administrator who is asked first. */
export const nominationVerbs = [
  'acceptNomination',
  'declineNomination',
  'approveNomination',
  'refuseNomination',
] as const
export type NominationVerb = (typeof nominationVerbs)[number]

/** What a button or a form asks for; travels in the card's data and is checked like any input. */
export const verbs = [
  'rotate',
  'preview',
  'confirmDeployed',
  'undo',
  'openAssignOwner',
  'assignOwner',
  'openApproveRenewal',
  'approveRenewal',
  'openDecline',
  'decline',
  'openSnooze',
  'snooze',
  'claim',
  'open',
  'openNotNeeded',
  'notNeeded',
  'openRemoveOld',
  'removeOld',
  'stillInUse',
  'openEnrollment',
  'enroll',
  'endEnrollment',
  'openDestinations',
  'addDestination',
  'removeDestination',
  'refresh',
  ...nominationVerbs,
] as const
export type Verb = (typeof verbs)[number]
export type ApplicationVerb = Exclude<Verb, NominationVerb>

/** Asks for what a decision needs. Sending it comes back with the verb `form` and the typed values. */
export interface FormMessage {
  readonly is: 'form'
  readonly form: 'assignOwner' | 'approveRenewal' | 'decline' | 'snooze'
  readonly holder: HolderRef
  /** The credentials that the form may be about, most urgent first; one is chosen. Empty for `assignOwner`. */
  readonly lines: readonly CredentialLine[]
  readonly owners: readonly PersonRef[]
  /** People to offer where the client has no people picker. */
  readonly candidates: readonly (Person & { readonly evidence?: readonly CandidateEvidence[] })[]
  /** The acting owner may leave once the new one is in. */
  readonly mayHandOver?: boolean
  /** What the reviewer of a renewal needs to know. */
  readonly review?: AccessReview | null
  /** What was wrong with the last try, and how to mend it. */
  readonly problem: string | null
  /** What was typed, so that nobody types twice. */
  readonly typed: Readonly<Record<string, string>>
  readonly dryRun: boolean
}

export interface NoticeMessage {
  readonly is: 'notice'
  readonly tone: 'neutral' | 'good' | 'warning' | 'bad'
  readonly title: string
  readonly text: string
  /** What to do next; a command in here is offered as text. */
  readonly next: string | null
  /** Hostile strings to show beside their label, e.g. the text that was not understood. */
  readonly facts: readonly { readonly label: string; readonly value: string }[]
}

export interface ApplicationListMessage {
  readonly is: 'list'
  readonly title: string
  readonly text: string
  readonly rows: readonly ApplicationRow[]
  /** Rows that did not fit. */
  readonly moreCount: number
  /** What to show instead of rows when there are none. */
  readonly emptyText: string
}

export interface ApplicationRow {
  readonly holder: HolderRef
  readonly credential: Pick<Credential, 'keyId' | 'kind' | 'displayName' | 'endAt'>
  readonly stage: Stage | null
  readonly daysLeft: number | null
  readonly orphaned: boolean
  readonly superseded: boolean
  /** Nobody is alerted: an administrator said so for a time, or Microsoft renews the credential by itself. */
  readonly excluded: boolean
  readonly ownerNames: readonly string[]
}

/** Everything that fell due for one person at once, too much for a card each. */
export interface AlertListMessage {
  readonly is: 'alertList'
  readonly rows: readonly AlertRow[]
  readonly dryRun: boolean
}

export interface AlertRow {
  readonly holder: HolderRef
  readonly because: RecipientReason
  /** Most urgent first; at least one. */
  readonly lines: readonly CredentialLine[]
  /** A newer card or list tells more about it. */
  readonly isTakenOver: boolean
}

/** Applications with too few reachable owners. */
export interface OrphanListMessage {
  readonly is: 'orphans'
  readonly title: string
  readonly text: string
  readonly minimumOwners: number
  readonly rows: readonly OrphanRow[]
  /** Rows that did not fit. */
  readonly moreCount: number
  /** What to show instead of rows when there are none. */
  readonly emptyText: string
}

export interface OrphanRow extends OwnerGap {
  /** Buttons of the row. */
  readonly may: readonly Verb[]
}

/** What a button on the card of an import asks for. */
export const importVerbs = ['applyImport', 'cancelImport'] as const
export type ImportVerb = (typeof importVerbs)[number]

/** An import of owners: its preview, what it is doing, or how it ended. */
export interface OwnerImportMessage {
  readonly is: 'ownerImport'
  readonly ownerImport: OwnerImport
  /** Whether something is left to apply. */
  readonly isOpen: boolean
  readonly isRunning: boolean
  readonly dryRun: boolean
  /** One sentence about what just happened. */
  readonly news: string | null
}

export type NominationRole = 'nominee' | 'approver'

/** Asks somebody to take an application over, or an administrator whether they may be asked; then says what came of it. */
export interface NominationMessage {
  readonly is: 'nomination'
  readonly nomination: Nomination
  readonly role: NominationRole
  /** What the application has, most urgent first, so that nobody takes over a surprise. */
  readonly lines: readonly CredentialLine[]
  readonly owners: readonly PersonRef[]
  readonly dryRun: boolean
}

export interface StatusMessage {
  readonly is: 'status'
  readonly dryRun: boolean
  /** When the last pass ended; null before the first. */
  readonly lastPass: { readonly endedAt: Date; readonly summary: ScanSummary } | null
  readonly runningSince: Date | null
  readonly nextPassAt: Date | null
  readonly openRotations: number
  readonly awaitingDeployment: number
  /** Messages that wait to be sent. */
  readonly waiting: number
  readonly undelivered: readonly { readonly holder: HolderRef; readonly person: PersonRef; readonly reason: string }[]
}

export interface HelpMessage {
  readonly is: 'help'
  readonly commands: readonly { readonly usage: string; readonly does: string }[]
  /** The text that was not understood; hostile. */
  readonly notUnderstood: string | null
  readonly nearest: string | null
}

export interface DigestMessage {
  readonly is: 'digest'
  readonly period: 'daily' | 'weekly' | 'now'
  readonly asOf: Date
  readonly counts: { readonly expired: number; readonly third: number; readonly second: number; readonly first: number }
  /** Applications without a reachable owner, whether or not something of theirs expires. */
  readonly orphaned: number
  /** Applications with fewer reachable owners than the policy's minimum, orphaned ones included; null where the minimum is one, which `orphaned` tells. */
  readonly belowMinimum: { readonly count: number; readonly minimumOwners: number } | null
  readonly awaitingDeployment: number
  readonly rows: readonly ApplicationRow[]
  readonly moreCount: number
}

/** What happened to one application and who owned it, newest first. */
export interface HistoryMessage {
  readonly is: 'history'
  readonly holder: HolderRef
  readonly rows: readonly HistoryRow[]
  readonly moreCount: number
  /** Nothing is known about owners before. */
  readonly knownFromAt: Date
}

export type HistoryRow =
  | ({ readonly is: 'event' } & Pick<AuditEvent, 'at' | 'action' | 'actor' | 'detail'>)
  | {
      /** `ownerFound`: by the first pass that looked, so since when is not known. */
      readonly is: 'ownerFound' | 'ownerCame' | 'ownerLeft'
      readonly at: Date
      readonly person: PersonRef
      /** Theirs at that time. */
      readonly manager: PersonRef | null
    }

/** Who owned one application on one day. */
export interface OwnersOnDayMessage {
  readonly is: 'ownersOnDay'
  readonly holder: HolderRef
  /** Noon in UTC, which is the same day nearly everywhere. */
  readonly day: Date
  readonly owners: readonly OwnerThen[]
  /** Nothing is known about owners before. */
  readonly knownFromAt: Date
}
