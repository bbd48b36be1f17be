import type { MarkedSecret } from '../domain/attempt-marker.ts'
import { openStates } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import { removeAttempt } from './remove-attempt.ts'
import type { RotatePowers } from './rotate-powers.ts'

/** A worker that still runs has given up by then. */
const SETTLED_AFTER_MS = 15 * 60_000

type Powers = Pick<RotatePowers, 'rotations' | 'credentials' | 'vault' | 'certificates' | 'audit' | 'clock' | 'log'>

/**
 * Removes what abandoned attempts have left in Entra, whenever a scan comes upon it: only with Keyturn's own marker, of a
 * rotation that it knows, of an attempt that is over, and never what a rotation names as its result. Returns sentences
 * about those that only a person can judge.
 */
export async function reapLeftovers(ctx: Powers, marked: readonly MarkedSecret[]): Promise<string[]> {
  if (marked.length === 0) return []
  const results = new Set((await ctx.rotations.successors()).values())
  const problems: string[] = []
  for (const secret of marked.filter(({ keyId }) => !results.has(keyId))) {
    const rotation = await ctx.rotations.get(secret.holder.objectId, secret.rotationId)
    if (rotation === undefined) problems.push(unknownRotation(secret))
    else if (isLeftover(ctx, secret, rotation)) {
      await removeAttempt(ctx, { ...rotation, attempt: secret.attempt }, secret.keyId)
    }
  }
  return problems
}

function isLeftover(ctx: Powers, { keyId, attempt, startAt }: MarkedSecret, rotation: StoredRotation): boolean {
  const isOver = attempt < rotation.attempt || !openStates.includes(rotation.state)
  const isSettled = startAt !== null && ctx.clock.now().getTime() - startAt.getTime() > SETTLED_AFTER_MS
  return isOver && isSettled && !isResult(rotation, keyId) && keyId !== rotation.old.keyId
}

/** What was taken back is no result any more: Entra may have shown it late, when it was to be removed. */
function isResult({ newKeyId, state, undoneBy }: StoredRotation, keyId: string): boolean {
  const isTakenBack = state === 'failed' || (state === 'cancelled' && undoneBy !== null)
  return keyId === newKeyId && !isTakenBack
}

/** The tables may have been lost or restored, or somebody made use of the name: nothing is deleted on a guess. */
function unknownRotation({ holder, keyId, rotationId }: MarkedSecret): string {
  return `The secret ${keyId} of application ${holder.clientId} names a rotation that Keyturn does not know (${rotationId}). It was left alone: look whether anything uses it.`
}
