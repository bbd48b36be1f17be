import type { Ask } from './ask.ts'

/** Why a second person has to agree before a rotation starts. */
export const secondReasons = ['high-privilege', 'unknown-privilege', 'orphaned', 'each-time'] as const
export type SecondReason = (typeof secondReasons)[number]

/** A rotation that somebody wants and another person has to approve. */
export interface RotationRequest extends Ask {
  readonly because: readonly SecondReason[]
}
