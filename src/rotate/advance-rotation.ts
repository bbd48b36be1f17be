import { runningStates } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import { STEP_SECONDS } from './attempt.ts'
import { mintSecret } from './mint-secret.ts'
import { moveRotation, type RotatePowers } from './move-rotation.ts'
import { reconcileAttempt } from './reconcile-attempt.ts'
import { retireOld } from './retire-old.ts'

/**
 * Takes a rotation as far as it goes without a person. Each step starts with a write that only one worker wins, so any
 * number may try, at any time, after any crash. Returns what is stored at the end.
 */
export async function advanceRotation(ctx: RotatePowers, rotation: StoredRotation): Promise<StoredRotation> {
  let current = rotation
  while (isReady(ctx, current)) {
    const next = await step(ctx, current)
    if (next === undefined) return current
    current = next
  }
  return current
}

function isReady(ctx: Pick<RotatePowers, 'clock' | 'policy'>, rotation: StoredRotation): boolean {
  return !ctx.policy.dryRun && runningStates.includes(rotation.state) && rotation.nextStepAt <= ctx.clock.now()
}

function step(ctx: RotatePowers, rotation: StoredRotation): Promise<StoredRotation | undefined> {
  switch (rotation.state) {
    case 'approved':
      return beginAttempt(ctx, rotation)
    case 'minting':
      return reconcileAttempt(ctx, rotation)
    default:
      return retireOld(ctx, rotation)
  }
}

async function beginAttempt(ctx: RotatePowers, rotation: StoredRotation): Promise<StoredRotation | undefined> {
  const holder = await ctx.directory.holder(rotation.holder.kind, rotation.holder.objectId)
  if (!holder?.credentials.some(({ keyId }) => keyId === rotation.old.keyId)) {
    const problem = holder
      ? 'The credential is no longer in Entra, so there was nothing to replace. Nothing was changed.'
      : 'The application was deleted in Entra. Nothing was changed.'
    return moveRotation(ctx, rotation, 'cancelled', problem, { problem })
  }
  const claimed = await moveRotation(ctx, rotation, 'minting', `Attempt ${rotation.attempt + 1}`, {
    attempt: rotation.attempt + 1,
    readsWithoutTrace: 0,
    nextStepAt: new Date(ctx.clock.now().getTime() + STEP_SECONDS * 1000),
  })
  return claimed && mintSecret(ctx, claimed)
}
