import { randomUUID } from 'node:crypto'
import type { AuditEvent } from '../domain/audit-event.ts'
import type { Credential } from '../domain/credential.ts'
import { type ConfiguredDestination, takes } from '../domain/destination.ts'
import { soakHoursOf } from '../domain/enrollment.ts'
import type { HolderRef } from '../domain/holder.ts'
import type { PersonRef } from '../domain/person.ts'
import type { DeliveryRecord, Rotation } from '../domain/rotation.ts'
import type { RotationRequest } from '../domain/rotation-request.ts'
import type { RotatePowers } from './rotate-powers.ts'

export interface RotationOrder {
  readonly holder: HolderRef
  readonly credential: Credential
  readonly approvedBy: PersonRef
  readonly reason: string
  /** Begun by the schedule, without a click. */
  readonly isUnattended?: boolean
  /** Set: a second person has to agree first. */
  readonly request?: RotationRequest
  /** Set: it would be refused, for this reason, so it ends before it begins and only its record is kept. */
  readonly refusal?: string
}

/**
 * Records the intent to rotate, with the destinations as they are configured now. Changes nothing outside; the same
 * credential has one open rotation at most.
 */
export async function startRotation(
  ctx: Pick<RotatePowers, 'rotations' | 'configured' | 'enrollments' | 'clock' | 'policy'>,
  order: RotationOrder,
): Promise<'started' | 'already-open'> {
  const now = ctx.clock.now()
  const { kind, objectId, clientId, displayName } = order.holder
  const [destinations, enrollment] = await Promise.all([ctx.configured.about(objectId), ctx.enrollments.of(objectId)])
  const leastHours = ctx.policy.soakHours
  const rotation: Rotation = {
    rotationId: randomUUID(),
    holder: { kind, objectId, clientId, displayName },
    old: order.credential,
    state: firstState(order),
    sequence: 0,
    attempt: 0,
    tries: 0,
    misses: 0,
    approvedBy: order.approvedBy,
    approvedAt: now,
    isUnattended: order.isUnattended ?? false,
    reason: order.reason,
    request: order.request ?? null,
    nextStepAt: now,
    newKeyId: null,
    newEndAt: null,
    vaultSecret: null,
    escrowedAt: null,
    deliveries: deliveriesTo(destinations, order.credential),
    lifetimeDays: enrollment?.lifetimeDays ?? ctx.policy.rotationLifetimeDays,
    soakHours: enrollment ? soakHoursOf(enrollment, order.credential, now, leastHours) : leastHours,
    deliveredAt: null,
    confirmedBy: null,
    undoneBy: null,
    problem: order.refusal ?? null,
    changedAt: now,
  }
  const event = transitionEvent(rotation, order.refusal ?? order.reason)
  return (await ctx.rotations.start(rotation, event)) ? 'started' : 'already-open'
}

function firstState({ request, refusal }: RotationOrder): Rotation['state'] {
  if (refusal !== undefined) return 'failed'
  return request === undefined ? 'approved' : 'proposed'
}

/** What a rotation of the credential delivers to: its destinations as they are configured at this moment. */
export function deliveriesTo(destinations: readonly ConfiguredDestination[], credential: Credential): DeliveryRecord[] {
  return destinations.filter(({ target }) => takes(credential, target)).map(toDelivery)
}

export function toDelivery({ destinationId, isRequired, target }: ConfiguredDestination): DeliveryRecord {
  const nothing = { receipt: null, repairs: 0, evidence: null, problem: null }
  return { destinationId, isRequired, target, state: 'waiting', ...nothing }
}

/** The audit event of the transition that led to this state; its id is derived, so a repeated write records it once. */
export function transitionEvent(rotation: Rotation, detail: string): AuditEvent {
  return {
    eventId: `${rotation.rotationId}.${String(rotation.sequence).padStart(4, '0')}`,
    at: rotation.changedAt,
    action: `rotation-${rotation.state}`,
    actor: actorOf(rotation),
    holder: rotation.holder,
    keyId: rotation.newKeyId ?? rotation.old.keyId,
    detail,
  }
}

/** Null: Keyturn itself. */
function actorOf({ sequence, state, approvedBy, confirmedBy, undoneBy }: Rotation): PersonRef | null {
  if (state === 'failed') return null
  if (sequence === 0 || state === 'approved') return approvedBy
  if (state === 'compensating') return undoneBy
  return state === 'retiring' ? confirmedBy : null
}
