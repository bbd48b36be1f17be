import { randomUUID } from 'node:crypto'
import type { AuditEvent } from '../domain/audit-event.ts'
import type { Credential } from '../domain/credential.ts'
import type { HolderRef } from '../domain/holder.ts'
import type { PersonRef } from '../domain/person.ts'
import type { Rotation } from '../domain/rotation.ts'
import type { AppContext } from '../ports.ts'

export interface RotationOrder {
  readonly holder: HolderRef
  readonly credential: Credential
  readonly approvedBy: PersonRef
  readonly reason: string
}

/** Records the intent to rotate. Changes nothing outside; the same credential has one open rotation at most. */
export async function startRotation(
  ctx: Pick<AppContext, 'rotations' | 'clock'>,
  order: RotationOrder,
): Promise<'started' | 'already-open'> {
  const now = ctx.clock.now()
  const { kind, objectId, clientId, displayName } = order.holder
  const rotation: Rotation = {
    rotationId: randomUUID(),
    holder: { kind, objectId, clientId, displayName },
    old: order.credential,
    state: 'approved',
    sequence: 0,
    attempt: 0,
    readsWithoutTrace: 0,
    approvedBy: order.approvedBy,
    approvedAt: now,
    reason: order.reason,
    nextStepAt: now,
    newKeyId: null,
    newEndAt: null,
    vaultSecret: null,
    confirmedBy: null,
    problem: null,
    changedAt: now,
  }
  return (await ctx.rotations.start(rotation, transitionEvent(rotation, order.reason))) ? 'started' : 'already-open'
}

/** The audit event of the transition that led to this state; its id is derived, so a repeated write records it once. */
export function transitionEvent(rotation: Rotation, detail: string): AuditEvent {
  const byPerson = rotation.sequence === 0 || rotation.state === 'retiring'
  return {
    eventId: `${rotation.rotationId}.${String(rotation.sequence).padStart(4, '0')}`,
    at: rotation.changedAt,
    action: `rotation-${rotation.state}`,
    actor: byPerson ? (rotation.confirmedBy ?? rotation.approvedBy) : null,
    holder: rotation.holder,
    keyId: rotation.newKeyId ?? rotation.old.keyId,
    detail,
  }
}
