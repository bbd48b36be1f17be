import { latestRotation } from '../../domain/application-message.ts'
import { isExpiredAt } from '../../domain/credential.ts'
import type { PersonRef } from '../../domain/person.ts'
import { canBeUndone, type Rotation } from '../../domain/rotation.ts'
import type { CurrentApplication } from '../../ports.ts'
import type { Decision } from '../decision.ts'

/** `Undo`: the previous value goes back wherever the new one was delivered, and the new credential is removed. */
export function undo(application: CurrentApplication, by: PersonRef, keyId: string | undefined): Decision {
  const undoable = application.rotations.filter((one) => canBeUndone(one, application.now))
  if (keyId === undefined && undoable.length > 1) {
    return { is: 'show', news: 'Several rotations can be undone. Choose on the card which one is meant.' }
  }
  const rotation = keyId === undefined ? undoable[0] : latestRotation(application.rotations, keyId)
  if (rotation === undefined || !canBeUndone(rotation, application.now)) {
    return { is: 'impossible', text: nothingToUndo(rotation, application.now) }
  }
  if (application.dryRun) {
    return {
      is: 'show',
      news: 'Dry run: the previous secret would be put back and the new one removed. Nothing was changed.',
    }
  }
  return { is: 'undo', rotation, by }
}

function nothingToUndo(rotation: Rotation | undefined, now: Date): string {
  if (rotation !== undefined && isExpiredAt(rotation.old, now)) {
    return 'The old secret has expired, so there is nothing to go back to.'
  }
  switch (rotation?.state) {
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
