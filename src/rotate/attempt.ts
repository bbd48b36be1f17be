import type { Rotation } from '../domain/rotation.ts'

/** How long one worker may take over a step before another assumes that it died. */
export const STEP_SECONDS = 60

/** One vault secret for each attempt, so that nothing an earlier attempt left behind can be taken for the result. */
export function vaultSecretName(rotation: Pick<Rotation, 'rotationId' | 'attempt' | 'holder'>): string {
  return `keyturn-${rotation.holder.clientId}-${rotation.rotationId.slice(0, 8)}-${rotation.attempt}`
}
