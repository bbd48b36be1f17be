import { createHmac } from 'node:crypto'
import type { DeliveredFacts } from '../../ports.ts'

const KEY_PREFIX = 'whsec_'

/** The bytes of a signing key: `whsec_` and base64 of 24 to 64 bytes (Standard Webhooks 1.0.0); undefined: it is none. */
export function readWebhookKey(text: string): Buffer | undefined {
  if (!text.startsWith(KEY_PREFIX)) return undefined
  const encoded = text.slice(KEY_PREFIX.length)
  const bytes = Buffer.from(encoded, 'base64')
  // Node skips over what is no base64.
  if (bytes.toString('base64') !== encoded) return undefined
  return bytes.length >= 24 && bytes.length <= 64 ? bytes : undefined
}

/** Says where the new secret is, never what it is. Some hundred bytes; the specification advises less than 20 kB. */
export function writeWebhookBody(facts: DeliveredFacts): string {
  const { rotationId, deliveryId, clientId, keyId, endAt, vaultSecret } = facts
  return JSON.stringify({
    type: 'credential.rotated',
    rotationId,
    deliveryId,
    clientId,
    keyId,
    endsAt: endAt?.toISOString() ?? null,
    vault: { url: vaultSecret.vaultUrl, secretName: vaultSecret.name, version: vaultSecret.version },
  })
}

/** The headers of Standard Webhooks 1.0.0: `id` stays over retries and holds no full stop, `at` is of this attempt. */
export function signWebhook(key: Buffer, id: string, at: Date, body: string): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
