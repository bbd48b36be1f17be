import { latestRotation } from '../domain/application-message.ts'
import type { CurrentApplication, StoredRotation } from '../ports.ts'

/** The open request that an answer is about: of the named credential, or the only one that could be meant. */
export function requestMeant(
  { rotations }: Pick<CurrentApplication, 'rotations'>,
  keyId: string | undefined,
): StoredRotation | undefined {
  const open = rotations.filter(({ state }) => state === 'proposed')
  if (keyId === undefined) return open[0]
  const latest = latestRotation(rotations, keyId)
  return latest?.state === 'proposed' ? latest : undefined
}
