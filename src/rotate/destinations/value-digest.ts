import { createHash } from 'node:crypto'

/** Tells in a receipt whether a place shows the delivered value, without the value; each delivery has its own. */
export function valueDigest(deliveryId: string, value: string): string {
  return createHash('sha256').update(`${deliveryId}\n${value}`).digest('base64url')
}
