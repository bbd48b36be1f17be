import { quietEndsAt, waitsUntil } from '../../domain/quiet-time.ts'
import type { AppContext, StoredRotation } from '../../ports.ts'
import { keepRotation } from '../../rotate/move-rotation.ts'

/**
 * Puts off what would change an enrolled application in its quiet time: the start that its schedule asked for, and the
 * end of a soak, after which the old secret goes. What a person chooses to do at once is not held, nor is anything that
 * has begun. Undefined: nothing has to wait.
 */
export async function holdInQuietTime(
  ctx: Pick<AppContext, 'enrollments' | 'rotations' | 'clock'>,
  rotation: StoredRotation,
): Promise<StoredRotation | undefined> {
  const now = ctx.clock.now()
  const { state, old, holder, nextStepAt } = rotation
  const isStart = isStartBySchedule(rotation)
  if (nextStepAt > now || !(isStart || state === 'soaking')) return undefined
  const enrollment = await ctx.enrollments.of(holder.objectId)
  if (enrollment === undefined) return undefined
  // Without its successor the old secret must not end; once that is everywhere, nothing is in a hurry.
  const untilAt = isStart ? waitsUntil(enrollment, now, old.endAt) : quietEndsAt(enrollment, now)
  if (untilAt === null || untilAt <= now) return undefined
  const changes = isStart ? { problem: 'It was approved, and starts when the quiet time has ended.' } : {}
  return (await keepRotation(ctx, rotation, { ...changes, nextStepAt: untilAt })) ?? rotation
}

function isStartBySchedule({ state, attempt, request }: StoredRotation): boolean {
  return state === 'approved' && attempt === 0 && request !== null && request.requestedBy === null
}
