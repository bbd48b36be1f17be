import { runningStates } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import { afterError } from './after-error.ts'
import { beginAttempt } from './begin-attempt.ts'
import { isCertificate, mint } from './by-kind.ts'
import { goBack } from './compensate.ts'
import { deliver } from './deliver.ts'
import { endSoak } from './end-soak.ts'
import type { Stepped } from './move-rotation.ts'
import { proveNew } from './prove-new.ts'
import { reconcileAttempt } from './reconcile-attempt.ts'
import { retireOld } from './retire-old.ts'
import type { RotatePowers } from './rotate-powers.ts'

/**
 * Takes a rotation as far as it goes without a person. Each effect is preceded by a write that only one worker wins, or
 * is harmless when repeated, so any number may try, at any time, after any crash. Returns what is stored at the end.
 */
export async function advanceRotation(ctx: RotatePowers, rotation: StoredRotation): Promise<StoredRotation> {
  let current = rotation
  while (isReady(ctx, current)) {
    const next = await stepOrWait(ctx, current)
    if (next === undefined) return current
    current = next
  }
  return current
}

async function stepOrWait(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  try {
    return await step(ctx, rotation)
  } catch (error) {
    return afterError(ctx, rotation, error)
  }
}

function isReady(ctx: Pick<RotatePowers, 'clock' | 'policy'>, rotation: StoredRotation): boolean {
  return !ctx.policy.dryRun && runningStates.includes(rotation.state) && rotation.nextStepAt <= ctx.clock.now()
}

function step(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  switch (rotation.state) {
    case 'approved':
      return beginAttempt(ctx, rotation)
    case 'minting':
      return isCertificate(rotation) ? mint(ctx, rotation) : reconcileAttempt(ctx, rotation)
    case 'escrowed':
      return proveNew(ctx, rotation)
    case 'delivering':
      return deliver(ctx, rotation)
    case 'soaking':
      return endSoak(ctx, rotation)
    case 'retiring':
      return retireOld(ctx, rotation)
    case 'compensating':
      return goBack(ctx, rotation)
    default:
      return Promise.resolve(undefined)
  }
}
