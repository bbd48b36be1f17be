import { linesOf } from '../domain/application-message.ts'
import type { CredentialLine } from '../domain/messages/credential-line.ts'
import { openStates } from '../domain/rotation.ts'
import type { CurrentApplication } from '../ports.ts'

/**
 * The credential that an action means: the named one, or the most urgent that fits where none is named. What Keyturn has
 * made comes after everything else until it is due itself; and while its rotation is open it is not meant at all, or
 * saying `rotate` twice would rotate the new secret.
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

  const meant = lines.filter(fits)
  const isNew = madeBy(application)
  const isOpen = madeBy({ rotations: application.rotations.filter(({ state }) => openStates.includes(state)) })
  const first = meant.filter((line) => (line.stage === null ? !isNew(line) : !isOpen(line)))
  return (
    first.find(({ stage }) => stage !== null) ?? first[0] ?? meant.find((line) => line.stage !== null || !isOpen(line))
  )
}

function madeBy({ rotations }: Pick<CurrentApplication, 'rotations'>): (line: CredentialLine) => boolean {
  const made = new Set(rotations.map(({ newKeyId }) => newKeyId))
  return ({ credential }) => made.has(credential.keyId)
}
