import type { CredentialLine } from './messages/credential-line.ts'

/** What Keyturn can replace. SAML signing certificates stand on service principals; Entra makes their successors. */
export function canRotate({ state }: CredentialLine): boolean {
  return ['due', 'snoozed', 'renewalApproved', 'parked', 'superseded'].includes(state.is)
}

/** Whether a person can say that the new credential is in use, or the previous one again. */
export function canConfirm({ state }: CredentialLine): boolean {
  if (state.is === 'undoing') return state.deliveries.some((record) => record.state === 'askingBack')
  return state.is === 'awaitingDeployment'
}

/** Whether the previous value can be put back from here; what it takes is checked when the button is used. */
export function canUndo({ credential, state, daysLeft: left }: CredentialLine): boolean {
  const isExpired = left !== null && left <= 0
  if (credential.isSamlSigning || isExpired) return false
  return (
    state.is === 'awaitingDeployment' ||
    state.is === 'soaking' ||
    (state.is === 'rotating' && state.phase !== 'making') ||
    (state.is === 'parked' && state.hasNew)
  )
}

/** Whether the old one may be taken away before its time, as for a secret that has leaked. */
export function canRemoveEarly({ credential, state }: CredentialLine): boolean {
  if (credential.isSamlSigning) return false
  return state.is === 'awaitingDeployment' || state.is === 'soaking' || (state.is === 'parked' && state.hasNew)
}

/** Whether it may be taken away although nothing has replaced it. */
export function canBeUnneeded({ credential, state }: CredentialLine): boolean {
  return credential.kind === 'password' && ['due', 'snoozed', 'renewalApproved'].includes(state.is)
}

/** Whether there are alerts to put off: before the first nobody is told, and once it has expired there is no next one. */
export function canSnooze({ state, stage }: CredentialLine): boolean {
  return state.is === 'due' && stage !== null && stage !== 'expired'
}

/** What Rotate can mean: client secrets, and a certificate only where there is none of them. */
export function rotatable(lines: readonly CredentialLine[]): readonly CredentialLine[] {
  const all = lines.filter((line) => canRotate(line) && line.state.is !== 'superseded')
  const secrets = all.filter(({ credential }) => credential.kind === 'password')
  const meant = secrets.length > 0 ? secrets : all
  // Beside what needs it, nobody means one in good order.
  const needy = meant.filter(({ stage, state }) => stage !== null || state.is !== 'due')
  return needy.length > 0 ? needy : meant
}
