import { isLaterStage, type Stage } from './alert.ts'
import { type Credential, DAY_MS } from './credential.ts'
import type { HolderRef } from './holder.ts'
import type { PersonRef } from './person.ts'

/**
 * One replacement of a credential, from intent to retirement of the old one:
 *
 *     approved ⇄ minting → stored ⇄ retiring → done
 *
 * and from `approved` or `minting` to `parked`, from every open state to `cancelled`.
 *
 * `minting` repeats with a higher `attempt` when an attempt's outcome is lost: the attempt before is fenced off first,
 * then what it left behind is removed, so nothing that was delivered is ever deleted.
 */
export type RotationState = 'approved' | 'minting' | 'stored' | 'retiring' | 'done' | 'parked' | 'cancelled'

export interface Rotation {
  readonly rotationId: string
  readonly holder: HolderRef
  /** The credential to replace, as it was at approval; it is named by `old.keyId` everywhere. */
  readonly old: Credential
  readonly state: RotationState
  /** Counts transitions; names the audit event that each one writes. */
  readonly sequence: number
  /** 0 before the first try. A worker whose attempt is not the stored one has lost its right to write. */
  readonly attempt: number
  /** Reads of Entra that showed no trace of the current attempt, while its outcome is unknown. */
  readonly readsWithoutTrace: number
  readonly approvedBy: PersonRef
  readonly approvedAt: Date
  readonly reason: string
  /** Not before this instant; also the backoff after a failure. */
  readonly nextStepAt: Date
  readonly newKeyId: string | null
  readonly newEndAt: Date | null
  /** Where the new secret lies in Keyturn's vault: name and version, never the value. */
  readonly vaultSecret: VaultSecretRef | null
  /** Who confirmed that the new secret is in use, which lets the old credential be removed. */
  readonly confirmedBy: PersonRef | null
  /** What went wrong last and what to do, in words for people. */
  readonly problem: string | null
  readonly changedAt: Date
}

export interface VaultSecretRef {
  readonly name: string
  readonly version: string
}

export const openStates: readonly RotationState[] = ['approved', 'minting', 'stored', 'retiring']

/** States in which a worker has something to do without any person. */
export const runningStates: readonly RotationState[] = ['approved', 'minting', 'retiring']

const next: Readonly<Record<RotationState, readonly RotationState[]>> = {
  approved: ['minting', 'parked', 'cancelled'],
  minting: ['minting', 'approved', 'stored', 'parked', 'cancelled'],
  stored: ['retiring', 'cancelled'],
  retiring: ['done', 'stored', 'cancelled'],
  done: [],
  parked: [],
  cancelled: [],
}

/** Work that needs no person ends within minutes; later than this, whoever is affected has to know. */
const OVERDUE_MS = 2 * DAY_MS
/** Whoever rotates deploys within days; later than this, the old secret's end is worth a reminder. */
const DEPLOYED_WITHIN_MS = 3 * DAY_MS

/** Whether an open rotation answers the alerts about the credential it replaces. It does not once it stands still. */
export function answersAlerts(rotation: Rotation, stage: Stage, now: Date): boolean {
  if (rotation.state !== 'stored') return now.getTime() - rotation.approvedAt.getTime() < OVERDUE_MS
  const isUrgent = !isLaterStage('third', stage)
  return !isUrgent || now.getTime() - rotation.changedAt.getTime() < DEPLOYED_WITHIN_MS
}

export function mayMove(from: RotationState, to: RotationState): boolean {
  return next[from].includes(to)
}

/**
 * The display name that Keyturn gives the secret of one attempt, so that a later reader can recognise it in Entra.
 * It is the only field of a password that survives: Graph documents `customKeyIdentifier` as not to be used.
 */
export function attemptMarker(rotation: Pick<Rotation, 'rotationId' | 'attempt'>): string {
  return `rot/${rotation.rotationId}/${rotation.attempt}`
}
