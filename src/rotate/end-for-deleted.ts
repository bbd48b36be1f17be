import type { StoredRotation } from '../ports.ts'
import { removeFromVault } from './by-kind.ts'
import { moveRotation, type RotatePowers, type Stepped } from './move-rotation.ts'

/** The application is gone, and every credential with it. What the vault holds opens nothing any more and is removed. */
export async function endForDeleted(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  const problem = 'The application was deleted in Entra while its secret was being rotated.'
  const ended = await moveRotation(ctx, rotation, 'cancelled', problem, { problem })
  if (ended !== undefined && rotation.attempt > 0) {
    await removeFromVault(ctx, rotation).catch((error) => {
      ctx.log.warn(
        { rotationId: rotation.rotationId, error: String(error) },
        'Vault secret of a deleted application was left',
      )
    })
  }
  return ended
}
