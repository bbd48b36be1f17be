import { statusOf, translateVaultError, type VaultCall } from './translate-vault-error.ts'

/** One call in Keyturn's words. Undefined: the vault answered with the status that the caller expects. */
export async function runVaultCall<Result>(
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
