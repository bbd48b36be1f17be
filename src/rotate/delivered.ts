import type { Holder } from '../domain/holder.ts'
import { reachableOwners } from '../domain/person.ts'
import type { DeliveryRecord, Rotation, VaultSecretRef } from '../domain/rotation.ts'
import type { DeliveredFacts } from '../ports.ts'

/**
 * What a destination is told of the value that it gets. `previousAt`: the old value is put back, and this is where it
 * lies; the delivery's id keeps it apart from the new one.
 */
export function factsFor(
  rotation: Rotation,
  record: DeliveryRecord,
  holder: Holder,
  vaultUrl: string,
  previousAt?: DeliveredFacts['vaultSecret'],
): DeliveredFacts {
  if (rotation.vaultSecret === null || rotation.newKeyId === null) throw new TypeError('nothing to deliver yet')
  const isNew = previousAt === undefined
  return {
    rotationId: rotation.rotationId,
    deliveryId: `${rotation.rotationId}-${isNew ? rotation.attempt : 'undo'}${record.repairs > 0 ? `-${record.repairs}` : ''}`,
    clientId: rotation.holder.clientId,
    keyId: isNew ? rotation.newKeyId : rotation.old.keyId,
    endAt: isNew ? rotation.newEndAt : rotation.old.endAt,
    ownerIds: reachableOwners(holder.owners).map(({ personId }) => personId),
    vaultSecret: publishedBefore(rotation, record) ?? previousAt ?? { vaultUrl, ...rotation.vaultSecret },
  }
}

/** Consumers that refer to a vault read the Key Vault destination that stands before them. */
function publishedBefore(
  { deliveries }: Rotation,
  record: DeliveryRecord,
): (VaultSecretRef & { vaultUrl: string }) | undefined {
  const before = deliveries.slice(0, deliveries.indexOf(record)).toReversed()
  for (const { target, receipt } of before) {
    if (target.kind !== 'keyVault' || receipt?.version === undefined) continue
    return { vaultUrl: target.vaultUrl, name: target.secretName, version: receipt.version }
  }
  return undefined
}
