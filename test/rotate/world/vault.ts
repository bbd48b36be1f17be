import { randomUUID } from 'node:crypto'
import { KeyturnError } from '../../../src/domain/errors.ts'
import type { VaultSecretRef } from '../../../src/domain/rotation.ts'
import { SecretText } from '../../../src/domain/secret-text.ts'
import type { NewVaultSecret } from '../../../src/ports.ts'

interface Version {
  readonly version: string
  readonly text: string
  readonly tags: Readonly<Record<string, string>>
}

/** Keyturn's vault: versions under names, each write seen at once. */
export function createVault() {
  const names = new Map<string, Version[]>()

  function versionOf({ name, version }: VaultSecretRef): Version | undefined {
    return names.get(name)?.find((stored) => stored.version === version)
  }

  return {
    versionOf,
    /** Names that hold something. */
    get size() {
      return names.size
    },
    /** What was stored last, under whatever name. */
    newest(): SecretText | undefined {
      const last = [...names.values()].at(-1)?.at(-1)
      return last && new SecretText(last.text)
    },
    store({ name, text, tags }: NewVaultSecret): VaultSecretRef {
      const version = randomUUID()
      names.set(name, [...(names.get(name) ?? []), { version, text: text.reveal(), tags: { ...tags } }])
      return { name, version }
    },
    find(name: string) {
      const newest = names.get(name)?.at(-1)
      return newest && { ref: { name, version: newest.version }, tags: newest.tags }
    },
    read(ref: VaultSecretRef): SecretText {
      const found = versionOf(ref)
      if (found === undefined) throw new KeyturnError('vault-refused', 'no such version')
      return new SecretText(found.text)
    },
    remove(name: string): void {
      names.delete(name)
    },
  }
}

export type Vault = ReturnType<typeof createVault>
