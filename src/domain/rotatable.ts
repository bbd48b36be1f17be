import { canRotate } from './application-message.ts'
import type { CredentialLine } from './messages/credential-line.ts'

/** What Rotate can mean: client secrets, and a certificate only where there is none of them. */
export function rotatable(lines: readonly CredentialLine[]): readonly CredentialLine[] {
  const all = lines.filter((line) => canRotate(line) && line.state.is !== 'superseded')
  const secrets = all.filter(({ credential }) => credential.kind === 'password')
  const meant = secrets.length > 0 ? secrets : all
  // Beside what needs it, nobody means one in good order.
  const needy = meant.filter(({ stage, state }) => stage !== null || state.is !== 'due')
  return needy.length > 0 ? needy : meant
}
