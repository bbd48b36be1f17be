import type { CredentialLine } from '../domain/messages/credential-line.ts'
import { credentialName } from './credential-words.ts'
import { inertText } from './neutralize.ts'
import { expiryPhrase } from './time-words.ts'

export interface Choice {
  readonly title: string
  readonly value: string
}

/** Choices of the input `keyId` in the order given, each title one short line of plain text. */
export function credentialChoices(lines: readonly CredentialLine[], now: Date, maxChoices: number): readonly Choice[] {
  return lines.slice(0, maxChoices).map((line) => ({
    title: `${inertText(credentialName(line.credential), 60)}${hintWords(line)}: ${choiceState(line, now)}`,
    value: line.credential.keyId,
  }))
}

/** Tells two credentials of the same name apart. */
function hintWords({ credential }: CredentialLine): string {
  const hint = inertText(credential.hint ?? '', 8)
  return hint === '' ? '' : ` (${hint}…)`
}

function choiceState({ credential, state }: CredentialLine, now: Date): string {
  return state.is === 'awaitingDeployment' ? 'new one waits for deployment' : expiryPhrase(credential.endAt, now)
}
