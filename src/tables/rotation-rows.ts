import { z } from 'zod/v4'
import { deliveryStates, openStates, type Rotation, rotationStates } from '../domain/rotation.ts'
import { secondReasons } from '../domain/rotation-request.ts'
import type { StoredRotation } from '../ports.ts'
import { askShape } from './ask-shape.ts'
import { encode } from './codec.ts'
import { keyOf } from './keys.ts'
import { credentialShape, holderRefShape, instant, personRefShape } from './shapes.ts'
import type { Row } from './table.ts'
import { targetShape } from './target-shape.ts'

const deliveryShape = z.object({
  destinationId: z.string(),
  isRequired: z.boolean(),
  target: targetShape,
  state: z.enum(deliveryStates),
  receipt: z.record(z.string(), z.string()).nullable(),
  repairs: z.number().int(),
  evidence: z.string().nullable(),
  problem: z.string().nullable(),
})

const requestShape = askShape.extend({ because: z.array(z.enum(secondReasons)) })

export const rotationShape = z.object({
  rotationId: z.string(),
  holder: holderRefShape,
  old: credentialShape,
  state: z.enum(rotationStates),
  sequence: z.number().int(),
  attempt: z.number().int(),
  tries: z.number().int(),
  misses: z.number().int().default(0),
  approvedBy: personRefShape,
  approvedAt: instant,
  isUnattended: z.boolean().default(false),
  reason: z.string(),
  request: requestShape.nullable(),
  nextStepAt: instant,
  newKeyId: z.string().nullable(),
  newEndAt: instant.nullable(),
  vaultSecret: z.object({ name: z.string(), version: z.string() }).nullable(),
  escrowedAt: instant.nullable(),
  deliveries: z.array(deliveryShape),
  lifetimeDays: z.number(),
  soakHours: z.number(),
  deliveredAt: instant.nullable(),
  confirmedBy: personRefShape.nullable(),
  undoneBy: personRefShape.nullable(),
  problem: z.string().nullable(),
  changedAt: instant,
})

/** The rotation itself; the key ids stand beside the JSON for readings that need nothing else. */
export function headRow(rotation: Rotation): Row {
  const { newKeyId, changedAt } = rotation
  // What ended otherwise replaced nothing, even where its new credential may still be there.
  const replaces = newKeyId !== null && rotation.state !== 'failed' && rotation.state !== 'cancelled'
  return {
    key: keyOf('rotation', rotation.holder.objectId, rotation.rotationId),
    properties: {
      ...encode(rotation),
      oldKeyId: rotation.old.keyId,
      ...(replaces && { newKeyId, hasSuccessor: true, changedAt: changedAt.toISOString() }),
    },
  }
}

/** Stands while a credential's rotation is open; that it can be inserted only once is what makes the rotation single. */
export function activeRow(rotation: Rotation): Row {
  return {
    key: keyOf('active', rotation.holder.objectId, rotation.old.keyId),
    properties: { headKey: headRow(rotation).key },
  }
}

export function isOpen(rotation: Rotation): boolean {
  return openStates.includes(rotation.state)
}

/** For each old credential the open rotation, else the one that was approved last. */
export function latestOfEach(rotations: readonly StoredRotation[]): StoredRotation[] {
  const latest = new Map<string, StoredRotation>()
  for (const rotation of rotations) {
    const other = latest.get(rotation.old.keyId)
    if (other === undefined || isLater(rotation, other)) latest.set(rotation.old.keyId, rotation)
  }
  return [...latest.values()]
}

function isLater(one: StoredRotation, other: StoredRotation): boolean {
  if (isOpen(one) !== isOpen(other)) return isOpen(one)
  return one.approvedAt.getTime() > other.approvedAt.getTime()
}
