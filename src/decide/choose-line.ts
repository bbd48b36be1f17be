import { linesOf } from '../domain/application-message.ts'
import type { CredentialLine } from '../domain/message.ts'
import type { CurrentApplication } from '../ports.ts'

/**
 * The credential that an action means: the named one, or the most urgent that fits where none is named. What Keyturn
 * has just made for another one is never meant by itself, or saying `rotate` twice would rotate the new secret.
 */
export function chooseLine(
  application: CurrentApplication,
  keyId: string | undefined,
  fits: (line: CredentialLine) => boolean,
): CredentialLine | undefined {
  const every = application.holder.credentials.map((credential) => credential.keyId)
  const rotated = application.rotations.map(({ old }) => old.keyId)
  const removed = application.removals.map(({ credential }) => credential.keyId)
  const lines = linesOf(application, [...every, ...rotated, ...removed])
  if (keyId !== undefined) return lines.find(({ credential }) => credential.keyId === keyId)
  const made = new Set(application.rotations.map(({ newKeyId }) => newKeyId))
  const meant = lines.filter((line) => fits(line) && !made.has(line.credential.keyId))
  return meant.find(({ stage }) => stage !== null) ?? meant[0]
}
