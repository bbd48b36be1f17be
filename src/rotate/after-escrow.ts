import type { StoredRotation } from '../ports.ts'
import { moveRotation, type Stepped } from './move-rotation.ts'
import type { RotatePowers } from './rotate-powers.ts'

/** To the destinations, or without any to a person: the secret lies in Keyturn's vault, and the card says where. */
export function afterEscrow(ctx: RotatePowers, rotation: StoredRotation, detail: string): Stepped {
  return moveRotation(ctx, rotation, rotation.deliveries.length > 0 ? 'delivering' : 'awaitingDeployment', detail)
}
