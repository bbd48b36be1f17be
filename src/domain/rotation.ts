import { isLaterStage, type Stage } from './alert.ts'
import { type Credential, DAY_MS, isExpiredAt } from './credential.ts'
import type { DestinationTarget } from './destination.ts'
import type { HolderRef } from './holder.ts'
import type { PersonRef } from './person.ts'
import type { RotationRequest } from './rotation-request.ts'

/**
 * One replacement of a credential, from intent to retirement of the old one:
 *
 *     (proposed →) approved ⇄ minting → escrowed → delivering → soaking → retiring → done
 *                              │           ↓ ↑         ↑
 *                              └──→ awaitingDeployment ┘
 *
 * - `proposed`: a second person has to agree first.
 * - `approved`: a person, or an approval given before, wants it; nothing was done.
 * - `minting`: Entra is asked for a new credential, or what became of an attempt is being found out. It repeats with a
 *   higher `attempt`: the attempt before is fenced off first, then what it left behind is removed, so nothing that was
 *   delivered is ever deleted.
 * - `escrowed`: the new credential is in Keyturn's vault and has to prove itself by signing in.
 * - `delivering`: the destinations get it one after the other, and each is verified.
 * - `awaitingDeployment`: a person has to say that it is in use; without any destination, or where one cannot show it.
 * - `soaking`: it is everywhere; the old one stays until the soak is over and nothing speaks against its removal.
 * - `retiring`: the old one is being removed.
 *
 * Aside: `compensating` puts the previous value back everywhere and removes the new credential, then `cancelled` (a
 * person undid it, or its reason has gone) or `failed` (nothing is left of it). `parked` has a new credential and waits
 * for a person.
 */
export const rotationStates = [
  'proposed',
  'approved',
  'minting',
  'escrowed',
  'delivering',
  'awaitingDeployment',
  'soaking',
  'retiring',
  'done',
  'compensating',
  'parked',
  'failed',
  'cancelled',
] as const
export type RotationState = (typeof rotationStates)[number]

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
  /** Times that the current step was tried; 0 again when it has led anywhere. */
  readonly tries: number
  /** Readings in a row in which Entra did not show what should be there; they lag behind writes, so one proves nothing. */
  readonly misses: number
  /** While it is proposed, whoever asked. */
  readonly approvedBy: PersonRef
  readonly approvedAt: Date
  /** Begun by the schedule: nobody looks at a card of it. */
  readonly isUnattended: boolean
  readonly reason: string
  /** Set where a second person had to agree. */
  readonly request: RotationRequest | null
  /** Not before this instant; also the backoff after a failure, and how long one worker has a step to itself. */
  readonly nextStepAt: Date
  readonly newKeyId: string | null
  readonly newEndAt: Date | null
  /** Where the new secret lies in Keyturn's vault: name and version, never the value. */
  readonly vaultSecret: VaultSecretRef | null
  readonly escrowedAt: Date | null
  /** Where it goes, as it was configured at approval, and how far each has come. */
  readonly deliveries: readonly DeliveryRecord[]
  /** Of the new credential, before the tenant's policies cut it. */
  readonly lifetimeDays: number
  /** How long the old credential stays after the last delivery. */
  readonly soakHours: number
  /** When the new credential was everywhere. */
  readonly deliveredAt: Date | null
  /** Who confirmed that the new secret is in use. */
  readonly confirmedBy: PersonRef | null
  /** Who had it taken back. */
  readonly undoneBy: PersonRef | null
  /** What went wrong last and what to do, in words for people. */
  readonly problem: string | null
  readonly changedAt: Date
}

export interface VaultSecretRef {
  readonly name: string
  readonly version: string
}

/** How far the delivery to one destination has come. */
export interface DeliveryRecord {
  readonly destinationId: string
  readonly isRequired: boolean
  readonly target: DestinationTarget
  readonly state: DeliveryState
  /** What the destination said about the write; never a secret. */
  readonly receipt: Readonly<Record<string, string>> | null
  /** Writes after it was overwritten, or after a person had it delivered to again; each counts as another delivery. */
  readonly repairs: number
  /** How it is known that the destination has the new value. */
  readonly evidence: string | null
  readonly problem: string | null
}

/**
 * `writing` and `restoring` are stored before the destination is asked, so after a crash its content is in doubt.
 * `asking`: it cannot show what it uses, so a person has to. `skipped`: optional, and failed. `putBack` is what `written`
 * is on the way forward, and `askingBack` what `asking` is: the new credential stays until nothing uses it any more.
 */
export const deliveryStates = [
  'waiting',
  'writing',
  'written',
  'asking',
  'verified',
  'attested',
  'skipped',
  'restoring',
  'putBack',
  'askingBack',
  'restored',
] as const
export type DeliveryState = (typeof deliveryStates)[number]

const endedStates: readonly RotationState[] = ['done', 'failed', 'cancelled']
export const openStates: readonly RotationState[] = rotationStates.filter((state) => !endedStates.includes(state))

/** States in which a worker has something to do without any person. */
export const runningStates: readonly RotationState[] = openStates.filter(
  (state) => !['proposed', 'awaitingDeployment', 'parked'].includes(state),
)

const next: Readonly<Record<RotationState, readonly RotationState[]>> = {
  proposed: ['approved', 'cancelled'],
  approved: ['minting', 'failed', 'cancelled'],
  minting: ['minting', 'approved', 'escrowed', 'failed', 'cancelled'],
  escrowed: ['delivering', 'awaitingDeployment', 'compensating', 'parked', 'cancelled'],
  delivering: ['delivering', 'awaitingDeployment', 'soaking', 'compensating', 'parked', 'cancelled'],
  awaitingDeployment: ['soaking', 'retiring', 'compensating', 'cancelled'],
  soaking: ['delivering', 'awaitingDeployment', 'retiring', 'compensating', 'parked', 'cancelled'],
  retiring: ['done', 'soaking', 'awaitingDeployment', 'parked', 'cancelled'],
  compensating: ['compensating', 'failed', 'cancelled', 'parked'],
  parked: ['delivering', 'awaitingDeployment', 'retiring', 'compensating', 'cancelled'],
  done: [],
  failed: [],
  cancelled: [],
}

/** Whose right to decide the gates ask for: whoever wanted it, or approved it where nobody in person did. */
export function answerableFor({ request, approvedBy, confirmedBy }: Rotation): PersonRef {
  return confirmedBy ?? request?.requestedBy ?? approvedBy
}

export function mayMove(from: RotationState, to: RotationState): boolean {
  return next[from].includes(to)
}

/** Whether the previous value can still be put back: the old credential lives, and there is a new one to take away. */
export function canBeUndone(rotation: Rotation, now: Date): boolean {
  if (isExpiredAt(rotation.old, now)) return false
  // A signing certificate that is not in use yet harms nobody, and Entra keeps three entries for it.
  if (rotation.old.isSamlSigning) return false
  return rotation.newKeyId !== null && rotation.state !== 'retiring' && mayMove(rotation.state, 'compensating')
}

/** Work that needs no person ends within minutes; later than this, whoever is affected has to know. */
const OVERDUE_MS = 2 * DAY_MS
/** Whoever rotates deploys within days; later than this, the old secret's end is worth a reminder. */
const DEPLOYED_WITHIN_MS = 3 * DAY_MS

/** Whether an open rotation answers the alerts about the credential it replaces. It does not once it stands still. */
export function answersAlerts(rotation: Rotation, stage: Stage, now: Date): boolean {
  switch (rotation.state) {
    case 'parked':
      return false
    // Somebody was asked and will be reminded; shortly before the end that is not enough.
    case 'proposed':
      return isLaterStage('third', stage)
    case 'awaitingDeployment':
      return isLaterStage('third', stage) || now.getTime() - rotation.changedAt.getTime() < DEPLOYED_WITHIN_MS
    // The new one is everywhere, so the end of the old one harms nobody, unless something speaks for its being in use.
    case 'soaking':
      return rotation.problem === null || isLaterStage('third', stage)
    default:
      return now.getTime() - rotation.approvedAt.getTime() < OVERDUE_MS
  }
}

/**
 * The display name that Keyturn gives the secret of one attempt, so that a later reader can recognise it in Entra.
 * It is the only field of a password that survives: Graph documents `customKeyIdentifier` as not to be used.
 */
export function attemptMarker(rotation: Pick<Rotation, 'rotationId' | 'attempt'>): string {
  return `rot/${rotation.rotationId}/${rotation.attempt}`
}
