import type { Holder } from '../domain/holder.ts'
import { attemptMarker } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import { removeAttempt } from './remove-attempt.ts'
import type { RotatePowers } from './rotate-powers.ts'

/** Secrets of earlier attempts, fenced off before: one that could not be removed then, or that Entra showed late. */
export async function removeLeftovers(ctx: RotatePowers, rotation: StoredRotation, holder: Holder): Promise<void> {
  for (let attempt = 1; attempt < rotation.attempt; attempt += 1) {
    const earlier = { ...rotation, attempt }
    const trace = holder.credentials.find(({ displayName }) => displayName === attemptMarker(earlier))
    if (trace !== undefined) await removeAttempt(ctx, earlier, trace.keyId)
  }
}
