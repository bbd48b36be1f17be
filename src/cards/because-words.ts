import type { RecipientReason } from '../domain/finding.ts'
import type { PersonRef } from '../domain/person.ts'
import { inertPersonName } from './credential-words.ts'
import { inertText, NAME_LENGTH } from './neutralize.ts'
import { dateMacro } from './time-words.ts'

/**
 * Why this person is told, so that a message out of the blue explains itself; empty on a card they asked for. It stays
 * on the card when the matter moves, so it tells what was true when they were told.
 */
export function becauseSentence(because: RecipientReason | null, maxCharacters: number = NAME_LENGTH): string {
  const named = (person: PersonRef) => inertText(inertPersonName(person), maxCharacters)
  switch (because?.is) {
    case undefined:
      return ''
    case 'owner':
      return 'You are told because you are an owner.'
    case 'previousOwner':
      return `You are told because you were an owner until ${dateMacro(because.untilAt)}${because.escalated ? ` and ${unanswered}` : ''}.`
    case 'manager':
      return `You are told because you manage ${named(because.of)}, ${managedWords(because)}.`
    case 'nextManager':
      return `You are told because you manage ${named(because.of)}, who manages a person that is or was an owner${because.escalated ? `, and ${unanswered}` : ''}.`
    case 'administratorsChannel':
      return because.escalated
        ? `This channel is told because ${unanswered}.`
        : 'This channel is told because nobody who looks after this application can be reached.'
    case 'approver':
      return because.of === null
        ? 'You are asked because a rotation is due and somebody has to agree.'
        : `You are asked because ${named(because.of)} wants what a second person has to agree to.`
    case 'administrator':
      return because.escalated
        ? `You are told because you are an administrator and ${unanswered}.`
        : 'You are told because no owner can be reached and you are an administrator.'
  }
}

const unanswered = 'nobody who was told before had answered'

/** Without an escalation, a manager is told of somebody who still owns it only where that one cannot be reached. */
function managedWords({ stillOwns, escalated }: Extract<RecipientReason, { is: 'manager' }>): string {
  if (stillOwns) return escalated ? 'who is an owner and had not answered' : 'who is an owner and could not be reached'
  return escalated ? `who was an owner, and ${unanswered}` : 'who was an owner'
}
