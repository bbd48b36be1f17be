import { type KeyVaultSecret, SecretClient } from '@azure/keyvault-secrets'
import { KeyturnError } from '../domain/errors.ts'
import type { VaultSecretRef } from '../domain/rotation.ts'
import { SecretText } from '../domain/secret-text.ts'
import type { NewVaultSecret, Vault } from '../ports.ts'
import { onceItSucceeds } from './once-it-succeeds.ts'
import { runVaultCall as run } from './run-vault-call.ts'
import type { VaultCall } from './translate-vault-error.ts'
import { perRequest, type VaultOptions, vaultClientOptions } from './vault-client-options.ts'

const RECOVERY_TIMEOUT_MS = 20_000
/** Never written; asking for it proves that the vault answers and lets Keyturn in. */
const PROBE_NAME = 'keyturn-probe'

/** For the library: when a request must be over. */
interface Ending {
  readonly abortSignal?: AbortSignal
}

/**
 * The `Vault` port on Azure Key Vault. The library repeats a write whose reply was lost, so one `store` may leave two
 * versions of the same value.
 */
export function createVault(options: VaultOptions): Vault {
  const { url, credential, logger } = options
  const client = new SecretClient(url, credential, vaultClientOptions(options))
  const get = (name: string) => client.getSecret(name, perRequest)
  const opened = onceItSucceeds(() => run({ does: 'reach the vault', writes: false }, () => get(PROBE_NAME), 404))

  async function put(
    secret: NewVaultSecret,
    call: VaultCall,
    ending: Ending,
    expected?: number,
  ): Promise<KeyVaultSecret | undefined> {
    const end = secret.endAt === null ? {} : { expiresOn: secret.endAt }
    const { contentType = 'text/plain', tags } = secret
    const properties = { contentType, tags: { ...tags }, ...end, ...perRequest, ...ending }
    return run(call, () => client.setSecret(secret.name, secret.text.reveal(), properties), expected)
  }

  /** Another application's secret is looked for before, so that it stays deleted, and after, as that look may miss it. */
  async function recover({ name, tags }: NewVaultSecret, call: VaultCall, ending: Ending): Promise<void> {
    const deleted = await run(call, () => client.getDeletedSecret(name, { ...perRequest, ...ending }), 404)
    refuseOthers(deleted?.properties.tags, tags, call)
    logger.warn({ name }, 'A deleted secret holds the name of a new one and is recovered first')
    const timeout = AbortSignal.timeout(RECOVERY_TIMEOUT_MS)
    const { abortSignal = timeout } = ending
    const either = AbortSignal.any([timeout, abortSignal])
    const recovered = await run(call, async () => {
      const recovery = await client.beginRecoverDeletedSecret(name, ending)
      return recovery.pollUntilDone({ abortSignal: either })
    })
    refuseOthers(recovered?.tags, tags, call)
  }

  return {
    url,
    async store(secret, signal) {
      await opened()
      const ending = signal === undefined ? {} : { abortSignal: signal }
      const call = { does: `store the secret ${secret.name}`, writes: true }
      const made = await put(secret, call, ending, 409)
      if (made !== undefined) return refOf(made, call)
      await recover(secret, call, ending)
      return refOf(await put(secret, call, ending), call)
    },
    async find(name) {
      await opened()
      const call = { does: `look for the secret ${name}`, writes: false }
      const found = await run(call, () => get(name), 404)
      if (found === undefined) return undefined
      const { tags = {}, contentType } = found.properties
      return { ref: refOf(found, call), tags, ...(contentType !== undefined && { contentType }) }
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
  }
}

/** Nobody's secret is overwritten because it was deleted: the tag `clientId` says whose it is. */
function refuseOthers(
  theirs: Readonly<Record<string, string>> = {},
  ours: Readonly<Record<string, string>>,
  { does }: VaultCall,
): void {
  if (theirs.clientId === undefined || ours.clientId === undefined) return
  if (theirs.clientId.toLowerCase() === ours.clientId.toLowerCase()) return
  const why = 'a deleted secret of another application holds this name, by its tag clientId'
  const remedy = 'Nothing was written. Choose another name, or purge that secret.'
  throw new KeyturnError('vault-refused', `Keyturn could not ${does}: ${why}. ${remedy}`)
}

function refOf(secret: KeyVaultSecret | undefined, call: VaultCall): VaultSecretRef {
  const version = secret?.properties.version
  if (secret !== undefined && version !== undefined && version !== '') return { name: secret.name, version }
  throw new KeyturnError('vault-unreachable', `Keyturn could not ${call.does}: the reply names no version.`)
}
