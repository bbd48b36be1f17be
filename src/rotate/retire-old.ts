import { hasCode, messageOf } from '../domain/errors.ts'
import type { StoredRotation } from '../ports.ts'
import { removeFromEntra, removeFromVault } from './by-kind.ts'
import { claimStep } from './claim-step.ts'
import { endForDeleted } from './end-for-deleted.ts'
import { isSurelyMissing, lookAgain } from './look-again.ts'
import { moveRotation, type Stepped, tryLater } from './move-rotation.ts'
import { newIsMissing } from './new-is-missing.ts'
import { removeLeftovers } from './remove-leftovers.ts'
import type { RotatePowers } from './rotate-powers.ts'

const FRESH_MS = 15 * 60_000

/**
 * Removes the old credential, after the gate or a person let it go. Only the keyId fixed at approval, and only while the
 * new credential is there; repeating it is harmless.
 */
export async function retireOld(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  const holder = await ctx.directory.holder(rotation.holder.kind, rotation.holder.objectId)
  if (holder === undefined) return endForDeleted(ctx, rotation)
  if (!holder.credentials.some(({ keyId }) => keyId === rotation.newKeyId)) return newIsMissing(ctx, rotation)
  if (rotation.old.isSamlSigning) return putToUse(ctx, rotation)
  await removeLeftovers(ctx, rotation, holder)
  // One at a time: after a refusal the rotation may be undone, and then nobody may be about to remove it any more.
  const claimed = await claimStep(ctx, rotation)
  if (claimed === undefined) return undefined
  let outcome: 'removed' | 'absent'
  try {
    outcome = await removeFromEntra(ctx, claimed, claimed.old.keyId)
  } catch (error) {
    return afterFailure(ctx, claimed, error)
  }
  // A replica that does not know a fresh credential yet has removed nothing.
  if (outcome === 'absent' && isFresh(ctx, claimed) && !isSurelyMissing(claimed)) return lookAgain(ctx, claimed)
  await removeOldText(ctx, claimed)
  return moveRotation(ctx, claimed, 'done', `Old credential ${claimed.old.keyId} was removed`)
}

/** From now on Entra signs with the new one; the old one, in use by nobody any more, is left to end by itself. */
async function putToUse(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  if (rotation.newKeyId === null) throw new TypeError('only what was made is put to use')
  try {
    await ctx.credentials.activateSigningCertificate(rotation.holder.objectId, rotation.newKeyId)
  } catch (error) {
    return afterFailure(ctx, rotation, error)
  }
  return moveRotation(ctx, rotation, 'done', `Signing certificate ${rotation.newKeyId} is in use`)
}

/** Replaced again so soon that not every replica of Entra may know it. */
function isFresh(ctx: RotatePowers, { old }: StoredRotation): boolean {
  return old.startAt !== null && ctx.clock.now().getTime() - old.startAt.getTime() < FRESH_MS
}

/** What the vault keeps of the old secret opens nothing any more, so a failure harms nobody. */
async function removeOldText(ctx: RotatePowers, { holder, old, rotationId }: StoredRotation): Promise<void> {
  const maker = await ctx.rotations.makerOf(holder.objectId, old.keyId)
  if (maker?.vaultSecret == null) return
  await removeFromVault(ctx, maker, maker.vaultSecret.name).catch((error) => {
    ctx.log.warn({ rotationId, error: String(error) }, 'Text of a removed secret was left in the vault')
  })
}

/** What Entra refuses waits for a person; what failed in passing is tried again. */
function afterFailure(ctx: RotatePowers, rotation: StoredRotation, error: unknown): Stepped {
  const reason = messageOf(error)
  ctx.log.warn({ rotationId: rotation.rotationId, reason }, 'Old credential could not be removed')
  if (hasCode(error, 'directory-denied', 'directory-refused')) {
    const problem = `${reason} The old credential is still there; use Confirm deployed again.`
    return moveRotation(ctx, rotation, 'awaitingDeployment', problem, { problem })
  }
  const problem = `${reason} The old credential is still there; Keyturn tries again.`
  const retryAfterMs = hasCode(error, 'directory-throttled') ? error.retryAfterMs : undefined
  return tryLater(ctx, rotation, { problem, retryAfterMs, atMostMs: 15 * 60_000 })
}
