import { answerableFor } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import { STEP_SECONDS } from './attempt.ts'
import { mint } from './by-kind.ts'
import { endForDeleted } from './end-for-deleted.ts'
import { moveRotation, type Stepped } from './move-rotation.ts'
import type { RotatePowers } from './rotate-powers.ts'

/** The last look before anything is changed: the credential is there, and whoever approved it may still do so. */
export async function beginAttempt(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  const holder = await ctx.directory.holder(rotation.holder.kind, rotation.holder.objectId)
  if (holder === undefined) return endForDeleted(ctx, rotation)
  if (!holder.credentials.some(({ keyId }) => keyId === rotation.old.keyId)) {
    const problem = 'The credential is no longer in Entra, so there was nothing to replace. Nothing was changed.'
    return moveRotation(ctx, rotation, 'cancelled', problem, { problem })
  }
  if (await isReplaced(ctx, rotation)) {
    const problem = 'Keyturn has replaced this credential before, and Entra only shows it late. Nothing was changed.'
    return moveRotation(ctx, rotation, 'cancelled', problem, { problem })
  }
  if (!(await ctx.isEntitled(answerableFor(rotation), holder))) {
    const problem = 'Whoever approved the rotation may not do so any more. Nothing was changed.'
    return moveRotation(ctx, rotation, 'cancelled', problem, { problem })
  }
  const claimed = await moveRotation(ctx, rotation, 'minting', `Attempt ${rotation.attempt + 1}`, {
    attempt: rotation.attempt + 1,
    nextStepAt: new Date(ctx.clock.now().getTime() + STEP_SECONDS * 1000),
  })
  return claimed && mint(ctx, claimed)
}

/** Readings lag behind removals. A SAML certificate stays after it was replaced, and may be put to use again by hand. */
async function isReplaced(ctx: RotatePowers, { holder, old }: StoredRotation): Promise<boolean> {
  return !old.isSamlSigning && (await ctx.rotations.replacementOf(holder.objectId, old.keyId)) !== undefined
}
