import type { HolderRef } from './holder.ts'
import type { PersonRef } from './person.ts'

/** What can be recorded. Stored: add values, never rename them. */
export const auditActions = [
  'alert-sent',
  'rotation-proposed',
  'rotation-approved',
  'rotation-minting',
  'rotation-escrowed',
  'rotation-delivering',
  'rotation-awaitingDeployment',
  'rotation-soaking',
  'rotation-retiring',
  'rotation-done',
  'rotation-compensating',
  'rotation-parked',
  'rotation-failed',
  'rotation-cancelled',
  'attempt-removed',
  'enrolled',
  'enrollment-ended',
  'schedule-stopped',
  'destination-added',
  'destination-changed',
  'destination-removed',
  'renewal-approved',
  'renewal-declined',
  'emergency-approved',
  'snoozed',
  'still-in-use',
  'removal-asked',
  'removal-agreed',
  'removal-declined',
  'removal-expired',
  'removal-confirmed',
  'credential-removed',
  'removal-failed',
  'excluded',
  'included',
  'owner-assigned',
  'owner-removed',
  'owner-nominated',
  'nomination-awaitingNominee',
  'nomination-accepting',
  'nomination-accepted',
  'nomination-declined',
  'nomination-refused',
  'nomination-expired',
  'nomination-withdrawn',
  'nomination-failed',
  'action-refused',
] as const
export type AuditAction = (typeof auditActions)[number]

/** One recorded fact: who did what to which application, when, with what result. */
export interface AuditEvent {
  /** Unique per application and derived from what happened, so that a repeated write records it once. */
  readonly eventId: string
  readonly at: Date
  readonly action: AuditAction
  /** Null: Keyturn itself. */
  readonly actor: PersonRef | null
  readonly holder: HolderRef
  readonly keyId: string | null
  readonly detail: string
}
