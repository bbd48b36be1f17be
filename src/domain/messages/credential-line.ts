import type { Stage } from '../alert.ts'
import type { Credential } from '../credential.ts'
import type { PersonRef } from '../person.ts'
import type { RemovalRequest } from '../removal.ts'
import type { DeliveryRecord, VaultSecretRef } from '../rotation.ts'
import type { SecondReason } from '../rotation-request.ts'

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
