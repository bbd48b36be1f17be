import type { Stage } from '../domain/alert.ts'
import type { CredentialLine, CredentialState } from '../domain/messages/credential-line.ts'

/** Text colour; the words beside it say the same. Not `Warning`: clients show it as yellow on white. */
export type Accent = 'Default' | 'Attention'

export function accentOf(stage: Stage | null): Accent {
  return stage === 'third' || stage === 'expired' ? 'Attention' : 'Default'
}

/** Colour for what a line is about: once somebody has acted, nothing is alarming but a stop. */
export function accentOfLine(line: CredentialLine): Accent {
  if (line.state.is === 'parked') return 'Attention'
  return line.state.is === 'due' ? accentOf(line.stage) : 'Default'
}

/** Most urgent first, so what is cut from a long list is what can wait. */
export function byUrgency(lines: readonly CredentialLine[]): readonly CredentialLine[] {
  return lines.toSorted((a, b) => rank(a) - rank(b) || endOf(a) - endOf(b))
}

/** Nothing is left to do, by anybody. */
export function isSettled(line: CredentialLine): boolean {
  return ['rotated', 'removed', 'gone'].includes(line.state.is)
}

/** States, with those still due told apart by their stage. */
const order: readonly (Exclude<CredentialState['is'], 'due'> | Stage | 'notYetDue')[] = [
  'parked',
  'expired',
  'third',
  'awaitingDeployment',
  'second',
  'first',
  'requested',
  'undoing',
  'rotating',
  'soaking',
  'removing',
  'renewalApproved',
  'snoozed',
  'notYetDue',
  'superseded',
  'rotated',
  'removed',
  'gone',
]

function rank({ state, stage }: CredentialLine): number {
  return order.indexOf(state.is === 'due' ? (stage ?? 'notYetDue') : state.is)
}

function endOf(line: CredentialLine): number {
  return line.credential.endAt?.getTime() ?? Number.MAX_SAFE_INTEGER
}
