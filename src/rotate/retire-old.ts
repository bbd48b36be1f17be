import type { StoredRotation } from '../ports.ts'
import { moveRotation, type RotatePowers } from './move-rotation.ts'
import { removeLeftovers } from './remove-leftovers.ts'

/**
 * Removes the old credential, after a person confirmed that the new one is in use. Only the keyId fixed at approval, and
 * only while the new credential is there; repeating it is harmless.
 */
export async function retireOld(ctx: RotatePowers, rotation: StoredRotation): Promise<StoredRotation | undefined> {
  const holder = await ctx.directory.holder(rotation.holder.kind, rotation.holder.objectId)
  if (holder === undefined) {
    const problem = 'The application was deleted in Entra.'
    return moveRotation(ctx, rotation, 'cancelled', problem, { problem })
  }
  if (!holder.credentials.some(({ keyId }) => keyId === rotation.newKeyId)) {
    return newIsMissing(ctx, rotation)
  }
  await removeLeftovers(ctx, rotation, holder)
  try {
    await ctx.credentials.removePassword(rotation.holder, rotation.old.keyId)
  } catch (error) {
    return afterFailure(ctx, rotation, error)
  }
  return moveRotation(ctx, rotation, 'done', `Old credential ${rotation.old.keyId} was removed`, { problem: null })
}

/** Entra's reads lag, so only a second confirmation that meets the same gap ends the rotation; Rotate is free again then. */
function newIsMissing(ctx: RotatePowers, rotation: StoredRotation): Promise<StoredRotation | undefined> {
  if (rotation.readsWithoutTrace > 0) {
    const problem =
      'The new secret was removed in Entra before it was confirmed. The old one was kept; use Rotate again.'
    return moveRotation(ctx, rotation, 'cancelled', problem, { problem })
  }
  const problem = 'Entra does not list the new secret, so the old one was kept. Use Confirm deployed again in a minute.'
  return moveRotation(ctx, rotation, 'stored', problem, { problem, readsWithoutTrace: rotation.readsWithoutTrace + 1 })
}

function afterFailure(
  ctx: RotatePowers,
  rotation: StoredRotation,
  error: unknown,
): Promise<StoredRotation | undefined> {
  const reason = error instanceof Error ? error.message : String(error)
  const problem = `${reason} The old credential is still there; use Confirm deployed again.`
  ctx.log.warn({ rotationId: rotation.rotationId, problem }, 'Old credential could not be removed')
  return moveRotation(ctx, rotation, 'stored', problem, { problem })
}
