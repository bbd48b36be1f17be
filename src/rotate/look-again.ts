import type { Rotation } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import { type Stepped, tryLater } from './move-rotation.ts'
import type { RotatePowers } from './rotate-powers.ts'

const READS_TO_BE_SURE = 5
const SPACING_MS = 60_000

/** Whether this reading, after those before, is enough to believe that something is not there. */
export function isSurelyMissing({ misses }: Pick<Rotation, 'misses'>): boolean {
  return misses + 1 >= READS_TO_BE_SURE
}

/** Entra's reads lag behind its writes, and one replica behind another: what is missing is looked for again. */
export function lookAgain(
  ctx: Pick<RotatePowers, 'rotations' | 'clock'>,
  rotation: StoredRotation,
  problem: string | null = rotation.problem,
): Stepped {
  const changes = { misses: rotation.misses + 1, tries: rotation.tries }
  return tryLater(ctx, rotation, { problem, waitMs: SPACING_MS, changes })
}
