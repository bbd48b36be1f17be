import type { StoredRotation } from '../ports.ts'
import { moveRotation, type RotatePowers } from './move-rotation.ts'

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
    const problem =
      'The new secret is no longer listed in Entra, so the old one was kept. If somebody removed it, use Rotate again once this card is settled.'
    return moveRotation(ctx, rotation, 'stored', problem, { problem })
  }
  try {
    await ctx.credentials.removePassword(rotation.holder, rotation.old.keyId)
  } catch (error) {
    return afterFailure(ctx, rotation, error)
  }
  return moveRotation(ctx, rotation, 'done', `Old credential ${rotation.old.keyId} was removed`, { problem: null })
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
