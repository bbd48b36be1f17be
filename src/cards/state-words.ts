import type { Stage } from '../domain/alert.ts'
import type { CredentialLine } from '../domain/messages/credential-line.ts'
import { capitalized } from './capitalized.ts'
import { kindWords } from './credential-words.ts'
import { dateMacro, expiryLine, expiryPhrase } from './time-words.ts'

/** What stands above the application's name: the state of its most urgent credential in a few words. */
export function headline(line: CredentialLine, now: Date): string {
  const expiry = `${kindWords(line.credential)} ${expiryPhrase(line.credential.endAt, now)}`
  switch (line.state.is) {
    case 'due':
      return line.stage === null || line.stage === 'expired'
        ? capitalized(expiry)
        : `${reminderWords[line.stage]}: ${expiry}`
    case 'superseded':
      return `${capitalized(kindWords(line.credential))} already replaced`
    case 'snoozed':
      return line.state.declinedAt === null ? `Snoozed: ${expiry}` : `Renewal declined: ${expiry}`
    case 'renewalApproved':
      return `Renewal approved: ${expiry}`
    case 'requested':
      return 'Rotation waits for a second person'
    case 'rotating':
      return 'Rotation in progress'
    case 'awaitingDeployment':
      return `New ${kindWords(line.credential)} waits for deployment`
    case 'soaking':
      return line.state.problem === null
        ? `New ${kindWords(line.credential)} delivered`
        : `Old ${kindWords(line.credential)} is kept longer`
    case 'undoing':
      return 'Rotation is being undone'
    case 'removing':
      return `Old ${kindWords(line.credential)} is being removed`
    case 'rotated':
      return `${capitalized(kindWords(line.credential))} rotated`
    case 'parked':
      return 'Rotation stopped: your help is needed'
    case 'removed':
      return `Old ${kindWords(line.credential)} removed`
    case 'gone':
      return `${capitalized(kindWords(line.credential))} no longer in Entra`
  }
}

/** When a credential ends, with the reminder that fell due where nobody has acted yet. */
export function endWords({ credential, stage, state }: CredentialLine, now: Date): string {
  // A signing certificate that was followed by another one is left to its end.
  const isTakenAway = ['rotated', 'removed', 'gone'].includes(state.is) && !credential.isSamlSigning
  if (isTakenAway && credential.endAt !== null && credential.endAt > now) {
    return `Would have expired on ${dateMacro(credential.endAt)}`
  }
  const end = expiryLine(credential.endAt, now)
  const isReminded = state.is === 'due' && stage !== null && stage !== 'expired'
  return isReminded ? `${end} (${reminderWords[stage].toLowerCase()})` : end
}

const reminderWords: Readonly<Record<Exclude<Stage, 'expired'>, string>> = {
  first: 'First reminder',
  second: 'Second reminder',
  third: 'Last reminder',
}
