import type { SecretStore } from './secret-store.ts'

/** What may be shown of a secret: everything but its values. */
export interface VaultEntry {
  readonly name: string
  readonly deleted: boolean
  /** Newest last. */
  readonly versions: readonly { readonly version: string; readonly createdAt: Date; readonly expiresAt: Date | null }[]
  /** Of the newest version. */
  readonly tags: Readonly<Record<string, string>>
}

export interface VaultView {
  names(): readonly VaultEntry[]
}

export function createVaultView(store: SecretStore): VaultView {
  return {
    names: () =>
      [...store.list(), ...store.listDeleted()].map(({ name, deletedAt, versions }) => ({
        name,
        deleted: deletedAt !== null,
        versions: versions.map(({ version, createdAt, expiresAt }) => ({ version, createdAt, expiresAt })),
        tags: versions.at(-1)?.tags ?? {},
      })),
  }
}
