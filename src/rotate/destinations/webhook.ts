import { z } from 'zod/v4'
import type { WebhookTarget } from '../../domain/destination.ts'
import { KeyturnError } from '../../domain/errors.ts'
import type { SecretText } from '../../domain/secret-text.ts'
import type { Delivered, Destination, WriteOutcome } from '../../ports.ts'
import { retryAfterMs } from '../../retry-after.ts'
import { isTransient } from './call-api.ts'
import { type PostReply, postPinned } from './post-pinned.ts'
import { type AllowedHost, checkEndpoint, parseAllowedHost, type Resolve } from './webhook-address.ts'
import { readWebhookKey, signWebhook, writeWebhookBody } from './webhook-message.ts'
import { whichSecret } from './which-secret.ts'

/** Standard Webhooks 1.0.0 advises 15 to 30 seconds. */
const TIMEOUT_MS = 20_000
const KEY_PROBLEM =
  'The key that signs webhooks is not "whsec_" followed by the base64 of 24 to 64 random bytes, so nothing is sent. ' +
  'Store one that is, and give the same to the receivers.'
const saysVerified = z.object({ verified: z.literal(true) })

export interface WebhookOptions {
  /** Each `host`, `host:port`, or either after `private:`, which alone may be at an address that is not public. */
  readonly allowedHosts: readonly string[]
  /** The signing key, asked for before each use. */
  readonly key: () => Promise<SecretText>
  readonly now: () => Date
  readonly resolve?: Resolve
  readonly timeoutMs?: number
}

/**
 * Tells an HTTPS endpoint where the new secret is, signed by Standard Webhooks 1.0.0; the value is never sent. The same
 * delivery keeps its `webhook-id`, by which a receiver recognises a repetition. An endpoint that has put the secret to
 * use before it answers may say so by `{"verified": true}`.
 */
export function createWebhookDestination(options: WebhookOptions): Destination<WebhookTarget> {
  const { key, now, resolve, timeoutMs = TIMEOUT_MS } = options
  const allowed = options.allowedHosts.map(readAllowedHost)

  async function write(target: WebhookTarget, delivered: Delivered): Promise<WriteOutcome> {
    const endpoint = await checkEndpoint(target.url, allowed, resolve)
    if (endpoint.is === 'refused') return endpoint
    if (endpoint.is === 'unresolved') return { is: 'later', problem: `${endpoint.problem} Nothing was sent.` }
    const keyBytes = readWebhookKey((await key()).reveal())
    if (keyBytes === undefined) return { is: 'refused', problem: KEY_PROBLEM }

    const body = writeWebhookBody(delivered)
    const headers = signWebhook(keyBytes, delivered.deliveryId, now(), body)
    const { url, addresses } = endpoint
    const { signal } = delivered
    const reply = await postPinned({ url, addresses, headers, body, timeoutMs, signal })
    if (signal.aborted && 'failure' in reply) {
      const problem = `The message to the webhook at ${url.hostname} was given up, since its time was over. Whether it arrived is unknown; it is sent again under the same id.`
      throw new KeyturnError('destination-unreachable', problem)
    }
    return outcomeOf(url.hostname, reply, now())
  }

  return {
    async inspect(target, { vaultSecret }) {
      const endpoint = await checkEndpoint(target.url, allowed, resolve)
      if (endpoint.is === 'refused') return endpoint
      if (endpoint.is === 'unresolved') throw new KeyturnError('destination-unreachable', endpoint.problem)
      if (readWebhookKey((await key()).reveal()) === undefined) return { is: 'refused', problem: KEY_PROBLEM }
      const { hostname } = endpoint.url
      const facts = [
        `A signed message goes to ${hostname}. It names the secret ${vaultSecret.name} in ${vaultSecret.vaultUrl}, never its value.`,
        `Unless ${hostname} answers that it has verified the secret, an owner is asked whether it works.`,
      ]
      return { is: 'ready', facts }
    },
    write,
    async verify(target, { deliveredAt, verified }, about) {
      const host = URL.canParse(target.url) ? new URL(target.url).hostname : 'the webhook'
      const secret = whichSecret(about)
      const { vaultSecret } = about
      if (verified === 'true') {
        return { is: 'verified', evidence: `${host} answered at ${deliveredAt} that it has verified ${secret}.` }
      }
      const ask =
        `${host} took the message about ${secret}, but what uses the secret is not known. ` +
        `Look whether what stands behind ${host} works with the secret ${vaultSecret.name} of ${vaultSecret.vaultUrl}.`
      return { is: 'unprovable', ask }
    },
  }
}

function readAllowedHost(entry: string): AllowedHost {
  const host = parseAllowedHost(entry)
  if (host !== undefined) return host
  const forms = '"host", "host:port", "private:host" or "private:host:port"'
  throw new KeyturnError('settings-invalid', `The allowed webhook host "${entry}" is not understood. Write ${forms}.`)
}

/** Names the status alone: a reply may quote what it was sent, or what its server holds. */
function outcomeOf(host: string, reply: PostReply, at: Date): WriteOutcome {
  if ('failure' in reply) {
    const problem = `The webhook at ${host} did not answer (${reply.failure}). Whether it took the message is unknown; it is sent again under the same id.`
    return { is: 'later', problem }
  }
  const { status, body } = reply
  if (status >= 200 && status < 300) {
    const verified = saysVerified.safeParse(body).success
    return { is: 'written', receipt: { deliveredAt: at.toISOString(), ...(verified && { verified: 'true' }) } }
  }
  if (isTransient(status)) {
    const wait = retryAfterMs(reply.headers)
    const problem = `The webhook at ${host} answered ${status}, so it may not have taken the message; it is sent again under the same id.`
    return { is: 'later', problem, ...(wait !== undefined && { retryAfterMs: wait }) }
  }
  return { is: 'refused', problem: `The webhook at ${host} did not take the message: ${refusalWords(status)}` }
}

function refusalWords(status: number): string {
  if (status === 410) return 'the endpoint says it is gone (410). Remove this destination, or set its new address.'
  if (status >= 300 && status < 400) {
    return `it redirects (${status}), and redirects are not followed. Set the address that it leads to.`
  }
  return `it answered ${status}. Ask whoever runs it, then try again.`
}
