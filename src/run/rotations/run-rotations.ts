import { entitlementOf } from '../../decide/actor.ts'
import { earliest } from '../../domain/earliest.ts'
import type { HolderRef } from '../../domain/holder.ts'
import { runningStates } from '../../domain/rotation.ts'
import { updateCards } from '../../notify/update-cards.ts'
import type { AppContext, StoredRotation } from '../../ports.ts'
import { advanceRotation } from '../../rotate/advance-rotation.ts'
import type { RotatePowers } from '../../rotate/rotate-powers.ts'
import { readApplication, withApplicationOwners } from '../../scan/read-application.ts'
import { holdInQuietTime } from './hold-in-quiet-time.ts'

/** Takes one rotation as far as it goes without a person, then shows the outcome on every card about it. */
export async function runRotation(ctx: AppContext, rotation: StoredRotation): Promise<StoredRotation> {
  const held = await holdInQuietTime(ctx, rotation)
  if (held !== undefined) return held
  const ended = await advanceRotation(rotatePowers(ctx), rotation)
  if (ended.sequence !== rotation.sequence) await showEverywhere(ctx, ended.holder)
  return ended
}

/** What the steps of a rotation may use: the ports, and who may decide, as Entra says at that moment. */
export function rotatePowers(ctx: AppContext): RotatePowers {
  return {
    ...ctx,
    isEntitled: async (person, holder) =>
      (await entitlementOf(ctx, person, await withApplicationOwners(ctx, holder))) !== undefined,
  }
}

/**
 * Goes on with rotations that a crash, a restart or a wait has left open. One that fails does not stop the others. Returns
 * when the first of them is due, as they were found; null: none waits for anything but people.
 */
export async function runOpenRotations(ctx: AppContext): Promise<Date | null> {
  if (ctx.policy.dryRun) return null
  const atWork = (await ctx.rotations.open()).filter(({ state }) => runningStates.includes(state))
  for (const { rotationId, holder, nextStepAt } of atWork) {
    if (nextStepAt > ctx.clock.now()) continue
    try {
      // Those before may have taken minutes, in which others have gone on with it.
      const rotation = await ctx.rotations.get(holder.objectId, rotationId)
      if (rotation !== undefined && rotation.nextStepAt <= ctx.clock.now()) await runRotation(ctx, rotation)
    } catch (error) {
      ctx.log.error({ rotationId, error: String(error) }, 'Rotation could not go on yet')
    }
  }
  return earliest(atWork.map(({ nextStepAt }) => nextStepAt))
}

/** Brings every card about an application up to date. */
export async function showEverywhere(ctx: AppContext, { kind, objectId }: HolderRef): Promise<void> {
  const application = await readApplication(ctx, kind, objectId)
  if (application !== undefined) await updateCards(ctx, application)
}
