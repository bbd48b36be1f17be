import { hasCode, KeyturnError } from '../domain/errors.ts'
import type { StoredRotation } from '../ports.ts'
import { moveRotation, type Stepped, tryLater } from './move-rotation.ts'
import type { RotatePowers } from './rotate-powers.ts'

/** About twenty minutes; then only a person can help. */
const REFUSED_TRIES = 8

/**
 * What a step could not go on with. It is tried again, and the card says why; what the outside refuses for good stops
 * the rotation after a while, so that somebody learns of it. Errors of the tables and of our own making are thrown on.
 */
export function afterError(ctx: RotatePowers, rotation: StoredRotation, error: unknown): Stepped {
  if (!(error instanceof KeyturnError) || error.code.startsWith('tables-')) throw error
  const { rotationId, state } = rotation
  ctx.log.warn({ rotationId, state, reason: error.message }, 'A step of a rotation failed')
  const isRefused = hasCode(error, 'directory-denied', 'directory-refused', 'vault-denied', 'vault-refused')
  if (!isRefused || rotation.tries < REFUSED_TRIES) {
    // While it is taken back, its problem is the reason for that.
    const problem = state === 'compensating' ? rotation.problem : `${error.message} Keyturn tries again.`
    return tryLater(ctx, rotation, { problem, retryAfterMs: error.retryAfterMs })
  }
  if (state === 'approved' || state === 'minting') {
    const problem = `${error.message} The old credential was kept.`
    return moveRotation(ctx, rotation, 'failed', problem, { problem })
  }
  const problem = `${error.message} The old and the new credential are both still valid. Use Rotate to go on once that is mended, or Undo.`
  return moveRotation(ctx, rotation, 'parked', problem, { problem, undoneBy: null })
}
