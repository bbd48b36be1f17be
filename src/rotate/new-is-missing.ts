import type { StoredRotation } from '../ports.ts'
import { isSurelyMissing, lookAgain } from './look-again.ts'
import { moveRotation, type Stepped } from './move-rotation.ts'
import { mayHoldNewValue } from './record-delivery.ts'
import type { RotatePowers } from './rotate-powers.ts'

/** Nobody gets a credential that Entra does not list, and the old one stays as long as nothing can stand for it. */
export function newIsMissing(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  if (!isSurelyMissing(rotation)) {
    return lookAgain(ctx, rotation, 'Entra does not list the new credential at the moment; Keyturn looks again.')
  }
  const removed = 'Somebody removed the new credential in Entra. The old one was kept.'
  if (!rotation.deliveries.some(mayHoldNewValue)) {
    const problem = `${removed} Use Rotate again.`
    return moveRotation(ctx, rotation, 'cancelled', problem, { problem })
  }
  const problem = `${removed} Use Undo, which puts the previous value back where the new one was delivered, then Rotate again.`
  return moveRotation(ctx, rotation, 'parked', problem, { problem })
}
