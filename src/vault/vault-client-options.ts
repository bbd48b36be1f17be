import { isIPv4 } from 'node:net'
import type { TokenCredential } from '@azure/identity'
import type { SecretClientOptions } from '@azure/keyvault-secrets'
import type { Log } from '../ports.ts'
import { waitWhenThrottled } from './wait-when-throttled.ts'

export interface VaultOptions {
  /** https, or http on loopback. */
  readonly url: string
  readonly credential: TokenCredential
  readonly logger: Log
  /** First wait before the library repeats a request; it grows from there. */
  readonly retryDelayMs?: number
}

const RETRY_DELAY_MS = 1_000
export const perRequest = { requestOptions: { timeout: 10_000 } }

type ClientOptions = Pick<
  SecretClientOptions,
  'disableChallengeResourceVerification' | 'allowInsecureConnection' | 'retryOptions' | 'additionalPolicies'
>

/** Of every client of a vault. */
export function vaultClientOptions({ url, retryDelayMs = RETRY_DELAY_MS }: VaultOptions): ClientOptions {
  const { protocol, hostname } = new URL(url)
  const isLoopback =
    hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
  return {
    disableChallengeResourceVerification: isLoopback,
    allowInsecureConnection: isLoopback && protocol === 'http:',
    retryOptions: { retryDelayInMs: retryDelayMs },
    additionalPolicies: [{ policy: waitWhenThrottled(retryDelayMs), position: 'perRetry' }],
  }
}
