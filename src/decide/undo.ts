import { latestRotation } from '../domain/application-message.ts'
import type { PersonRef } from '../domain/person.ts'
import { canBeUndone } from '../domain/rotation.ts'
import type { CurrentApplication } from '../ports.ts'
import type { Decision } from './decision.ts'

/** `Undo`: the previous value goes back wherever the new one was delivered, and the new credential is removed. */
export function undo(application: CurrentApplication, by: PersonRef, keyId: string | undefined): Decision {
  const undoable = application.rotations.filter(canBeUndone)
  if (keyId === undefined && undoable.length > 1) {
    return { is: 'show', news: 'Several rotations can be undone. Choose on the card which one is meant.' }
  }
  const rotation = keyId === undefined ? undoable[0] : latestRotation(application.rotations, keyId)
  if (rotation === undefined || !canBeUndone(rotation)) {
    return { is: 'impossible', text: nothingToUndo(rotation?.state) }
  }
  if (application.dryRun) {
    return {
      is: 'show',
      news: 'Dry run: the previous secret would be put back and the new one removed. Nothing was changed.',
    }
  }
  return { is: 'undo', rotation, by }
}

function nothingToUndo(state: string | undefined): string {
  switch (state) {
    case 'compensating':
      return 'The rotation is being undone already.'
    case 'retiring':
    case 'done':
      return 'The old secret was removed, so there is nothing to go back to. Use Rotate for another new one.'
    case 'approved':
    case 'minting':
      return 'There is no new secret yet. Try again in a minute.'
    default:
      return 'No rotation of this application is open, so there is nothing to undo.'
  }
}
