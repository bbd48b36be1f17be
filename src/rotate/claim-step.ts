import type { StoredRotation } from '../ports.ts'
import { hasTimeLeft, STEP_SECONDS } from './attempt.ts'
import { type Changes, keepRotation, type Stepped } from './move-rotation.ts'
import type { RotatePowers } from './rotate-powers.ts'

/**
 * Makes a request outside this worker's alone, right before it is sent. Undefined: another worker was first, or so much
 * time has passed since that another one may be at it; nothing may be sent then.
 */
export async function claimStep(
  ctx: Pick<RotatePowers, 'rotations' | 'clock'>,
  rotation: StoredRotation,
  changes: Changes = {},
): Stepped {
  const nextStepAt = new Date(ctx.clock.now().getTime() + STEP_SECONDS * 1000)
  const claimed = await keepRotation(ctx, rotation, { ...changes, nextStepAt })
  return claimed !== undefined && hasTimeLeft(ctx, claimed) ? claimed : undefined
}
