import { latestRotation } from '../../domain/application-message.ts'
import type { CurrentApplication, StoredRotation } from '../../ports.ts'
import type { Action } from '../parse-action.ts'

/**
 * The open request that an answer is about: the one that its card names, and no other in its place; without a card that
 * of the credential, or the only one that could be meant.
 */
export function requestMeant(
  { rotations }: Pick<CurrentApplication, 'rotations'>,
  { requestId, keyId }: Pick<Action, 'requestId' | 'keyId'>,
): StoredRotation | undefined {
  const open = rotations.filter(({ state }) => state === 'proposed')
  if (requestId !== undefined) return open.find(({ rotationId }) => rotationId === requestId)
  if (keyId === undefined) return open[0]
  const latest = latestRotation(rotations, keyId)
  return latest?.state === 'proposed' ? latest : undefined
}

/** A card that was sent before, or a click that was delivered twice, decides nothing else in place of its request. */
export const alreadyDecided =
  'Already decided: this request was answered or has expired before. Nothing more was recorded.'
