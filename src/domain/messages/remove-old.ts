import type { Credential } from '../credential.ts'
import type { HolderRef } from '../holder.ts'
import type { DeliveryRecord } from '../rotation.ts'
import type { SuccessionProof } from '../superseded.ts'

/** Asks once more before a replaced credential is removed; certificates are removed by people, in Entra. */
export interface RemoveOldMessage {
  readonly is: 'removeOld'
  readonly holder: HolderRef
  readonly old: Credential
  /** Null: nothing replaces it, and it is not needed any more. */
  readonly successor: Credential | null
  readonly proof: SuccessionProof
  /** Last sign-ins; null: there is no report. */
  readonly signIns: { readonly oldUsedAt: Date | null; readonly newUsedAt: Date | null } | null
  /** What has not got the new one yet, as far as Keyturn knows; empty where the rotation has ended. */
  readonly lacking: readonly DeliveryRecord[]
  /** Nobody has confirmed yet that the new one is in use. */
  readonly isEarly: boolean
  /** The open request that this answers; null: there is none. */
  readonly requestId: string | null
  /** By the administrator who asked for it: it takes a reason, and everybody hears of it. */
  readonly isEmergency: boolean
  readonly dryRun: boolean
}
