import { isIPv4 } from 'node:net'
import type { TokenCredential } from '@azure/identity'
import { type KeyVaultSecret, SecretClient } from '@azure/keyvault-secrets'
import { KeyturnError } from '../domain/errors.ts'
import type { VaultSecretRef } from '../domain/rotation.ts'
import { SecretText } from '../domain/secret-text.ts'
import type { Log, NewVaultSecret, Vault } from '../ports.ts'
import { statusOf, translateVaultError, type VaultCall } from './translate-vault-error.ts'
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
const perRequest = { requestOptions: { timeout: 10_000 } }
const RECOVERY_TIMEOUT_MS = 20_000
/** Never written; asking for it proves that the vault answers and lets Keyturn in. */
const PROBE_NAME = 'keyturn-probe'

/**
 * The `Vault` port on Azure Key Vault. The library repeats a write whose reply was lost, so one `store` may leave two
 * versions of the same value.
 */
export function createVault(options: VaultOptions): Vault {
  const { url, logger } = options
  const client = createClient(options)
  const get = (name: string) => client.getSecret(name, perRequest)
  const probe = () => run({ does: 'reach the vault', writes: false }, () => get(PROBE_NAME), 404)
  const opened = onceItSucceeds(probe)

  async function put(secret: NewVaultSecret, call: VaultCall, expected?: number): Promise<KeyVaultSecret | undefined> {
    const end = secret.endAt === null ? {} : { expiresOn: secret.endAt }
    const properties = { contentType: 'text/plain', tags: { ...secret.tags }, ...end, ...perRequest }
    return run(call, () => client.setSecret(secret.name, secret.text.reveal(), properties), expected)
  }

  async function recover(name: string, call: VaultCall): Promise<void> {
    logger.warn({ name }, 'A deleted secret holds the name of a new one and is recovered first')
    const abortSignal = AbortSignal.timeout(RECOVERY_TIMEOUT_MS)
    await run(call, async () => (await client.beginRecoverDeletedSecret(name)).pollUntilDone({ abortSignal }))
  }

  return {
    url,
    async store(secret) {
      await opened()
      const call = { does: `store the secret ${secret.name}`, writes: true }
      const made = await put(secret, call, 409)
      if (made !== undefined) return refOf(made, call)
      await recover(secret.name, call)
      return refOf(await put(secret, call), call)
    },
    async find(name) {
      await opened()
      const call = { does: `look for the secret ${name}`, writes: false }
      const found = await run(call, () => get(name), 404)
      return found === undefined ? undefined : { ref: refOf(found, call), tags: found.properties.tags ?? {} }
    },
    async read({ name, version }) {
      await opened()
      const call = { does: `read the secret ${name}`, writes: false }
      const found = await run(call, () => client.getSecret(name, { version, ...perRequest }))
      if (found?.value !== undefined) return new SecretText(found.value)
      throw new KeyturnError('vault-refused', `Keyturn could not ${call.does}: the reply holds no value.`)
    },
    async remove(name) {
      await opened()
      const call = { does: `remove the secret ${name}`, writes: true }
      await run(call, () => client.beginDeleteSecret(name, perRequest), 404)
    },
    async ping() {
      await probe()
    },
  }
}

function createClient({ url, credential, retryDelayMs = RETRY_DELAY_MS }: VaultOptions): SecretClient {
  const { protocol, hostname } = new URL(url)
  const isLoopback =
    hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
  return new SecretClient(url, credential, {
    disableChallengeResourceVerification: isLoopback,
    allowInsecureConnection: isLoopback && protocol === 'http:',
    retryOptions: { retryDelayInMs: retryDelayMs },
    additionalPolicies: [{ policy: waitWhenThrottled(retryDelayMs), position: 'perRetry' }],
  })
}

/** The library's first request goes out empty to learn where tokens come from; a write beside it would go out empty too. */
function onceItSucceeds(start: () => Promise<unknown>): () => Promise<unknown> {
  let started: Promise<unknown> | undefined
  return async () => {
    started ??= start()
    try {
      return await started
    } catch (error) {
      started = undefined
      throw error
    }
  }
}

/** Undefined: the vault answered with the status that the caller expects. */
async function run<Result>(
  call: VaultCall,
  send: () => Promise<Result>,
  expected?: number,
): Promise<Result | undefined> {
  try {
    return await send()
  } catch (error) {
    if (expected !== undefined && statusOf(error) === expected) return undefined
    throw translateVaultError(error, call)
  }
}

function refOf(secret: KeyVaultSecret | undefined, call: VaultCall): VaultSecretRef {
  const version = secret?.properties.version
  if (secret !== undefined && version !== undefined && version !== '') return { name: secret.name, version }
  throw new KeyturnError('vault-unreachable', `Keyturn could not ${call.does}: the reply names no version.`)
}
