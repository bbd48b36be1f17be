import type { StoredRotation } from '../ports.ts'
import { isSurelyMissing, lookAgain } from './look-again.ts'
import { moveRotation, type Stepped } from './move-rotation.ts'
import type { RotatePowers } from './rotate-powers.ts'

/**
 * The application is gone, and every credential with it. It may be restored for 30 days, with its credentials, so the
 * text in the vault is left to its end there.
 */
export function endForDeleted(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  if (!isSurelyMissing(rotation)) return lookAgain(ctx, rotation)
  const problem = 'The application was deleted in Entra while its secret was being rotated.'
  return moveRotation(ctx, rotation, 'cancelled', problem, { problem })
}
