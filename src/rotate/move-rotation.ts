import { mayMove, type Rotation, type RotationState } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import type { RotatePowers } from './rotate-powers.ts'
import { transitionEvent } from './start-rotation.ts'

type Fixed = 'rotationId' | 'holder' | 'old' | 'state' | 'sequence' | 'changedAt'
export type Changes = Partial<Omit<Rotation, Fixed>>

/** What a step comes to; undefined: another worker was first, so this one must stop. */
export type Stepped = Promise<StoredRotation | undefined>

/** One transition with its audit event, as one write. What was tried before counts no more, unless the changes say so. */
export async function moveRotation(
  ctx: Pick<RotatePowers, 'rotations' | 'clock'>,
  from: StoredRotation,
  to: RotationState,
  detail: string,
  changes: Changes = {},
): Stepped {
  if (!mayMove(from.state, to)) throw new RangeError(`a rotation never moves from ${from.state} to ${to}`)
  const now = ctx.clock.now()
  const { etag: _, ...before } = from
  const reset = { tries: 0, misses: 0, problem: null, nextStepAt: now }
  const after: Rotation = { ...before, ...reset, ...changes, state: to, sequence: from.sequence + 1, changedAt: now }
  return ctx.rotations.move(from, after, transitionEvent(after, detail))
}

/** Stores that the same step goes on, later or by this worker; no transition, so nothing is recorded. */
export async function keepRotation(
  ctx: Pick<RotatePowers, 'rotations'>,
  from: StoredRotation,
  changes: Changes,
): Stepped {
  const { etag: _, ...before } = from
  return ctx.rotations.move(from, { ...before, ...changes }, null)
}

export interface Wait {
  readonly problem: string | null
  /** What the outside asked for; it gets an hour at most. */
  readonly retryAfterMs?: number | undefined
  /** The longest wait between tries. */
  readonly atMostMs?: number
  /** Exactly so long, whatever was tried before. */
  readonly waitMs?: number
  readonly changes?: Changes
}

/** Waits before the step is tried again: longer each time, and as long as the outside asked. */
export function tryLater(ctx: Pick<RotatePowers, 'rotations' | 'clock'>, from: StoredRotation, wait: Wait): Stepped {
  const backoffMs = Math.min(FIRST_WAIT_MS * 2 ** from.tries, wait.atMostMs ?? LONGEST_WAIT_MS)
  const askedMs = Math.min(wait.retryAfterMs ?? 0, LONGEST_WAIT_MS)
  const waitMs = wait.waitMs ?? Math.max(askedMs, backoffMs)
  return keepRotation(ctx, from, {
    tries: from.tries + 1,
    misses: 0,
    problem: wait.problem,
    ...wait.changes,
    nextStepAt: new Date(ctx.clock.now().getTime() + waitMs),
  })
}

const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 60 * 60_000

/** Ends a rotation whose reason has gone; whoever else moves it at this moment finds that out by itself. */
export async function cancelRotation(
  ctx: Pick<RotatePowers, 'rotations' | 'clock'>,
  rotation: StoredRotation,
  problem: string,
): Promise<void> {
  await moveRotation(ctx, rotation, 'cancelled', problem, { problem })
}
