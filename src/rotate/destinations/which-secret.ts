import type { DeliveredFacts } from '../../ports.ts'

/** What a delivery has brought, in words: after an undo, that is the secret from before. */
export function whichSecret({
  deliveryId,
}: Pick<DeliveredFacts, 'deliveryId'>): 'the new secret' | 'the previous secret' {
  return deliveryId.includes('-undo') ? 'the previous secret' : 'the new secret'
}
