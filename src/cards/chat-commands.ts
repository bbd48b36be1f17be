import { commandId, type HolderRef } from '../domain/holder.ts'
import type { Verb } from '../domain/messages/verbs.ts'
import type { CardButton } from './card-button.ts'
import { inertText } from './neutralize.ts'

/** The words that do in chat what a button does, for clients whose buttons are dead. */
const words: Readonly<Partial<Record<Verb, string>>> = {
  rotate: 'rotate',
  confirmDeployed: 'confirm',
  undo: 'undo',
  openAssignOwner: 'assign',
  openApproveRenewal: 'approve',
  openDecline: 'decline',
  openSnooze: 'snooze',
  openRemoveOld: 'remove-old',
  stillInUse: 'still-in-use',
}

/** The first button's command in full, and the words of the others. */
export function chatCommands(
  holder: HolderRef,
  buttons: readonly CardButton[],
): { readonly command: string; readonly otherCommands: string } {
  const [first = 'app', ...others] = buttons.flatMap(({ verb }) => words[verb] ?? [])
  return {
    command: `${first} ${inertText(commandId(holder))}`,
    otherCommands: others.length === 0 ? '' : `, likewise ${others.join(', ')}`,
  }
}
