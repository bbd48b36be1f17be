import { randomUUID } from 'node:crypto'
import type { Approval, Snooze } from '../../../src/domain/approval.ts'
import type { AuditEvent } from '../../../src/domain/audit-event.ts'
import type { Exclusion } from '../../../src/domain/exclusion.ts'
import type { HolderRef } from '../../../src/domain/holder.ts'
import { formerOwnersIn } from '../../../src/domain/owner-history.ts'
import type { Rotation } from '../../../src/domain/rotation.ts'
import type { StillInUse } from '../../../src/domain/still-in-use.ts'
import type { SeenHolder, SentCard, StoredRotation } from '../../../src/ports.ts'
import type { Stores } from '../../../src/tables/assemble-stores.ts'
import { aCredential, anApplication, inDays, now } from '../../support/builders.ts'

/** Ids over all partitions, where the common builders' ids all begin with a zero. */
export function aSeenHolder(changes: Partial<SeenHolder> = {}): SeenHolder {
  const ownerHistory = changes.ownerHistory ?? { fromAt: inDays(-400), spans: [] }
  const formerOwners = formerOwnersIn(ownerHistory)
  const seen = { ownerHistory, formerOwners, fingerprint: 'f1', orphaned: false, deletedAt: null }
  return { ...anApplication({ objectId: randomUUID(), clientId: randomUUID() }), ...seen, ...changes }
}

export function aHolderRef(changes: Partial<HolderRef> = {}): HolderRef {
  return {
    kind: 'application',
    objectId: randomUUID(),
    clientId: randomUUID(),
    displayName: 'Payroll export',
    ...changes,
  }
}

export function aPersonRef() {
  return { personId: randomUUID(), displayName: 'Ana' }
}

export function anEvent(changes: Partial<AuditEvent> = {}): AuditEvent {
  const event = {
    eventId: randomUUID(),
    at: now,
    action: 'alert-sent',
    actor: null,
    holder: aHolderRef(),
    keyId: null,
    detail: 'told',
  }
  return { ...event, action: 'alert-sent', ...changes }
}

export function aRotation(changes: Partial<Rotation> = {}): Rotation {
  return {
    rotationId: randomUUID(),
    holder: aHolderRef(),
    old: aCredential({ keyId: randomUUID() }),
    state: 'approved',
    sequence: 0,
    attempt: 0,
    tries: 0,
    misses: 0,
    isUnattended: false,
    approvedBy: aPersonRef(),
    approvedAt: now,
    reason: 'renewal',
    nextStepAt: now,
    newKeyId: null,
    newEndAt: null,
    request: null,
    vaultSecret: null,
    escrowedAt: null,
    deliveries: [],
    lifetimeDays: 90,
    soakHours: 24,
    deliveredAt: null,
    undoneBy: null,
    confirmedBy: null,
    problem: null,
    changedAt: now,
    ...changes,
  }
}

/** The event of the transition that led here, named as the rotation's own events are. */
export function transitionOf(rotation: Rotation): AuditEvent {
  const { rotationId, sequence, holder } = rotation
  return anEvent({
    eventId: `${rotationId}.${sequence}`,
    action: `rotation-${rotation.state}`,
    holder,
    at: inDays(sequence),
  })
}

export function following(from: StoredRotation, changes: Partial<Rotation>): Rotation {
  const { etag: _, ...before } = from
  return { ...before, sequence: from.sequence + 1, ...changes }
}

/** Stored, with its ETag. */
export async function started(stores: Stores, changes: Partial<Rotation> = {}): Promise<StoredRotation> {
  const rotation = aRotation(changes)
  await stores.rotations.start(rotation, transitionOf(rotation))
  return storedOf(stores, rotation)
}

export async function storedOf(stores: Stores, { holder, rotationId }: Rotation): Promise<StoredRotation> {
  const found = (await stores.rotations.about(holder.objectId)).find((one) => one.rotationId === rotationId)
  if (found === undefined) throw new Error(`rotation ${rotationId} is not stored`)
  return found
}

export async function moved(stores: Stores, from: StoredRotation, changes: Partial<Rotation>) {
  const to = following(from, changes)
  return stores.rotations.move(from, to, transitionOf(to))
}

export function aSentCard(changes: Partial<SentCard> = {}): SentCard {
  return {
    objectId: randomUUID(),
    person: aPersonRef(),
    because: { is: 'previousOwner', untilAt: inDays(-3) },
    told: { [randomUUID()]: { stage: 'second', toldAt: now, urgentAt: now } },
    keyIds: [randomUUID()],
    copies: [{ serviceUrl: 'https://smba.example/', conversationId: 'a:1', activityId: '17' }],
    listId: null,
    refusal: null,
    at: now,
    ...changes,
  }
}

export function anApproval(changes: Partial<Approval> = {}): Approval {
  const names = { objectId: randomUUID(), keyId: randomUUID() }
  return { ...names, approvedBy: aPersonRef(), approvedAt: now, reason: 'needed', rotateAt: inDays(2), ...changes }
}

export function aSnooze(changes: Partial<Snooze> = {}): Snooze {
  const names = { objectId: randomUUID(), keyId: randomUUID() }
  return {
    ...names,
    snoozedBy: aPersonRef(),
    snoozedAt: now,
    untilAt: inDays(7),
    isCut: false,
    isDeclined: false,
    reason: null,
    ...changes,
  }
}

export function aStillInUse(changes: Partial<StillInUse> = {}): StillInUse {
  const names = { objectId: randomUUID(), keyId: randomUUID() }
  return { ...names, saidBy: aPersonRef(), saidAt: now, reason: null, knownKeyIds: [randomUUID()], ...changes }
}

export function anExclusion(changes: Partial<Exclusion> = {}): Exclusion {
  const said = { excludedBy: aPersonRef(), excludedAt: now, reason: 'renewed by its vendor', untilAt: inDays(90) }
  return { holder: aHolderRef(), ...said, ...changes }
}
