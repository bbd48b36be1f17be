import type { RecipientReason } from '../domain/finding.ts'
import { inertPersonName } from './credential-words.ts'
import { dateMacro } from './time-words.ts'

/** Why this person is told, so that a message out of the blue explains itself; empty on a card they asked for. */
export function becauseSentence(because: RecipientReason | null): string {
  switch (because?.is) {
    case undefined:
      return ''
    case 'owner':
      return 'You are told because you are an owner.'
    case 'previousOwner':
      return `You are told because you were an owner until ${dateMacro(because.untilAt)}.`
    case 'manager':
      return `You are told because you manage ${inertPersonName(because.of)}, who was an owner.`
    case 'nextManager':
      return `You are told because you manage ${inertPersonName(because.of)}, who manages a person that was an owner.`
    case 'administratorsChannel':
      return 'This channel is told because nobody who looks after this application can be reached.'
    case 'approver':
      return because.of === null
        ? 'You are asked because a rotation is due and somebody has to agree.'
        : `You are asked because ${inertPersonName(because.of)} wants what a second person has to agree to.`
    case 'administrator':
      return 'You are told because no owner can be reached and you are an administrator.'
  }
}
