import { preflight } from '../../decide/rotation/preflight.ts'
import type { Holder } from '../../domain/holder.ts'
import { openStates } from '../../domain/rotation.ts'
import type { AppContext } from '../../ports.ts'
import { type RotationOrder, startRotation } from '../../rotate/start-rotation.ts'

/**
 * Whether a rotation that starts by itself would be refused. If so it is recorded as one that failed: its owners are told
 * the cause and what to do, once, and whoever starts it leaves it alone as long as after any other failure.
 */
export async function recordRefusal(
  ctx: AppContext,
  order: RotationOrder & { readonly holder: Holder },
): Promise<boolean> {
  const { holder, credential } = order
  // What one under way has made so far may be the very reason; there is nothing to start then.
  const rotations = await ctx.rotations.about(holder.objectId)
  if (rotations.some(({ old, state }) => old.keyId === credential.keyId && openStates.includes(state))) return false
  const ready = await preflight(ctx, holder, credential)
  if (ready.is === 'ready') return false
  ctx.log.warn({ objectId: holder.objectId, why: ready.why }, 'A rotation would be refused, so it was not started')
  await startRotation(ctx, { ...order, refusal: ready.why })
  return true
}
