import { isLeftover, linesOf } from '../domain/application-message.ts'
import { canRotate, rotatable } from '../domain/line-powers.ts'
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
  const lines = everyLine(application)
  if (keyId !== undefined) return lines.find(({ credential }) => credential.keyId === keyId)
  return mostUrgent(candidates(application, lines.filter(fits)))
}

/**
 * The credential that a rotation or its review means, chosen as the card's `Rotate` does. What is replaced already, and
 * what has expired beside a valid one, is meant only where there is nothing else.
 */
export function chooseRotatable(
  application: CurrentApplication,
  keyId: string | undefined,
): CredentialLine | undefined {
  if (keyId !== undefined) return chooseLine(application, keyId, canRotate)
  const all = everyLine(application).filter(canRotate)
  const matters = all.filter((line) => isMatter(application, line))
  const meant = candidates(application, matters.length > 0 ? matters : all)
  // As on a card, which shows what is in good order only where nothing is due.
  const due = meant.filter(({ stage }) => stage !== null)
  const [first] = rotatable(due.length > 0 ? due : meant)
  return first ?? mostUrgent(meant)
}

/** Neither replaced already nor expired beside a valid one. */
export function isMatter(application: CurrentApplication, line: CredentialLine): boolean {
  return line.state.is !== 'superseded' && !isLeftover(application, line)
}

function everyLine(application: CurrentApplication): CredentialLine[] {
  const every = application.holder.credentials.map((credential) => credential.keyId)
  const rotated = application.rotations.map(({ old }) => old.keyId)
  const removed = application.removals.map(({ credential }) => credential.keyId)
  return linesOf(application, [...every, ...rotated, ...removed])
}

/** Without what Keyturn has made, unless that is due itself or nothing else is left; see `chooseLine`. */
function candidates(application: CurrentApplication, meant: readonly CredentialLine[]): readonly CredentialLine[] {
  const isNew = madeBy(application)
  const isOpen = madeBy({ rotations: application.rotations.filter(({ state }) => openStates.includes(state)) })
  const first = meant.filter((line) => (line.stage === null ? !isNew(line) : !isOpen(line)))
  return first.length > 0 ? first : meant.filter((line) => line.stage !== null || !isOpen(line))
}

/** Lines come soonest end first. */
function mostUrgent(lines: readonly CredentialLine[]): CredentialLine | undefined {
  return lines.find(({ stage }) => stage !== null) ?? lines[0]
}

function madeBy({ rotations }: Pick<CurrentApplication, 'rotations'>): (line: CredentialLine) => boolean {
  const made = new Set(rotations.map(({ newKeyId }) => newKeyId))
  return ({ credential }) => made.has(credential.keyId)
}
