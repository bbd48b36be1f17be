import { randomUUID } from 'node:crypto'

const retentionDays = 90

export interface SecretAttributes {
  readonly enabled: boolean
  readonly notBeforeAt: Date | null
  readonly expiresAt: Date | null
}

export interface SecretVersion extends SecretAttributes {
  /** 32 hex digits. */
  readonly version: string
  readonly value: string
  readonly contentType: string | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: Date
  readonly updatedAt: Date
}

export interface StoredSecret {
  readonly name: string
  /** Newest last; never empty. */
  readonly versions: readonly SecretVersion[]
  readonly deletedAt: Date | null
  readonly purgeAt: Date | null
}

export type NewVersion = Pick<SecretVersion, 'value' | 'contentType' | 'tags'> & SecretAttributes
export type VersionChange = { readonly [Key in 'contentType' | 'tags' | keyof SecretAttributes]?: SecretVersion[Key] }

/** Secrets with their versions and soft deletion. Deleted ones are kept for 90 days of `now`. */
export interface SecretStore {
  /** The secret unless it is deleted. */
  get(name: string): StoredSecret | undefined
  deleted(name: string): StoredSecret | undefined
  list(): readonly StoredSecret[]
  listDeleted(): readonly StoredSecret[]
  add(name: string, version: NewVersion): SecretVersion
  change(name: string, version: string, change: VersionChange): SecretVersion | undefined
  remove(name: string): StoredSecret | undefined
  recover(name: string): StoredSecret | undefined
  purge(name: string): void
}

export function createSecretStore(now: () => Date): SecretStore {
  const secrets = new Map<string, StoredSecret>()

  function all(): StoredSecret[] {
    for (const { name, purgeAt } of secrets.values()) if (purgeAt !== null && purgeAt <= now()) secrets.delete(name)
    return [...secrets.values()]
  }
  function find(name: string, deleted: boolean): StoredSecret | undefined {
    return all().find(
      (secret) => secret.name.toLowerCase() === name.toLowerCase() && (secret.deletedAt !== null) === deleted,
    )
  }
  function put(secret: StoredSecret): StoredSecret {
    secrets.set(secret.name, secret)
    return secret
  }

  return {
    get: (name) => find(name, false),
    deleted: (name) => find(name, true),
    list: () => all().filter(({ deletedAt }) => deletedAt === null),
    listDeleted: () => all().filter(({ deletedAt }) => deletedAt !== null),
    add(name, version) {
      const at = now()
      const added = { ...version, version: randomUUID().replaceAll('-', ''), createdAt: at, updatedAt: at }
      const known = find(name, false) ?? { name, versions: [], deletedAt: null, purgeAt: null }
      put({ ...known, versions: [...known.versions, added] })
      return added
    },
    change(name, version, change) {
      const secret = find(name, false)
      const old = secret?.versions.find((one) => one.version === version)
      if (secret === undefined || old === undefined) return undefined
      const changed = { ...old, ...change, updatedAt: now() }
      put({ ...secret, versions: secret.versions.map((one) => (one === old ? changed : one)) })
      return changed
    },
    remove(name) {
      const secret = find(name, false)
      const deletedAt = now()
      const purgeAt = new Date(deletedAt.getTime() + retentionDays * 86_400_000)
      return secret && put({ ...secret, deletedAt, purgeAt })
    },
    recover(name) {
      const secret = find(name, true)
      return secret && put({ ...secret, deletedAt: null, purgeAt: null })
    },
    purge(name) {
      const secret = find(name, true)
      if (secret !== undefined) secrets.delete(secret.name)
    },
  }
}
