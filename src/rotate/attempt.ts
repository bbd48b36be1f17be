import type { Rotation } from '../domain/rotation.ts'
import type { RotatePowers } from './rotate-powers.ts'

/** How long one worker may take over a step before another assumes that it died. */
export const STEP_SECONDS = 60

/** A request is over by then, whatever becomes of it. */
const REQUEST_SECONDS = 30

/** For what is on its way when the sender gives up. */
const MARGIN_SECONDS = 5

/**
 * Whether a request can still be made and be over before another worker takes the step up, or takes it back. A worker
 * that stood still since its claim must not write any more: what it would write may have been removed meanwhile.
 */
export function hasTimeLeft({ clock }: Pick<RotatePowers, 'clock'>, { nextStepAt }: Rotation): boolean {
  return nextStepAt.getTime() - clock.now().getTime() >= REQUEST_SECONDS * 1000
}

/** Ends the requests of a step shortly before another worker takes it up; one that is cut off may have had its effect. */
export function untilTakenOver({ clock }: Pick<RotatePowers, 'clock'>, { nextStepAt }: Rotation): AbortSignal {
  return AbortSignal.timeout(Math.max(0, nextStepAt.getTime() - clock.now().getTime() - MARGIN_SECONDS * 1000))
}

/** One vault secret for each attempt, so that nothing an earlier attempt left behind can be taken for the result. */
export function vaultSecretName(rotation: Pick<Rotation, 'rotationId' | 'attempt' | 'holder'>): string {
  return `keyturn-${rotation.holder.clientId}-${rotation.rotationId.slice(0, 8)}-${rotation.attempt}`
}
