import { linesOf } from '../domain/application-message.ts'
import type { CredentialLine } from '../domain/message.ts'
import type { CurrentApplication } from '../ports.ts'

/** The credential that an action means: the named one, or the most urgent that fits where none is named. */
export function chooseLine(
  application: CurrentApplication,
  keyId: string | undefined,
  fits: (line: CredentialLine) => boolean,
): CredentialLine | undefined {
  const every = application.holder.credentials.map((credential) => credential.keyId)
  const rotated = application.rotations.map(({ old }) => old.keyId)
  const lines = linesOf(application, [...every, ...rotated])
  if (keyId !== undefined) return lines.find(({ credential }) => credential.keyId === keyId)
  return lines.find((line) => fits(line) && line.stage !== null) ?? lines.find(fits)
}
