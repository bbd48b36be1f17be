import { mayMove, type Rotation, type RotationState } from '../domain/rotation.ts'
import type { AppContext, StoredRotation } from '../ports.ts'
import { transitionEvent } from './start-rotation.ts'

export type RotatePowers = Pick<
  AppContext,
  'rotations' | 'directory' | 'credentials' | 'vault' | 'audit' | 'clock' | 'policy' | 'log'
>

type Changes = Partial<
  Pick<
    Rotation,
    'attempt' | 'readsWithoutTrace' | 'nextStepAt' | 'newKeyId' | 'newEndAt' | 'vaultSecret' | 'confirmedBy' | 'problem'
  >
>

/** One transition with its audit event, as one write. Undefined: another worker was first, so this one must stop. */
export async function moveRotation(
  ctx: Pick<AppContext, 'rotations' | 'clock'>,
  from: StoredRotation,
  to: RotationState,
  detail: string,
  changes: Changes = {},
): Promise<StoredRotation | undefined> {
  if (!mayMove(from.state, to)) throw new RangeError(`a rotation never moves from ${from.state} to ${to}`)
  const now = ctx.clock.now()
  const { etag: _, ...before } = from
  const after: Rotation = { ...before, ...changes, state: to, sequence: from.sequence + 1, changedAt: now }
  return ctx.rotations.move(from, after, transitionEvent(after, detail))
}

/** Ends a rotation whose reason has gone; whoever else moves it at this moment finds that out by itself. */
export async function cancelRotation(
  ctx: Pick<AppContext, 'rotations' | 'clock'>,
  rotation: StoredRotation,
  problem: string,
): Promise<void> {
  await moveRotation(ctx, rotation, 'cancelled', problem, { problem })
}
