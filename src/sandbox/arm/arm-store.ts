import {
  type ApiConnectionSeed,
  parameterNamed,
  type StoredApiConnection,
  seededConnection,
} from './api-connections.ts'
import type { RoleAssignment } from './role-assignments.ts'
import {
  type Follower,
  fetched,
  type NewestSecret,
  type ReadNewest,
  type SiteSetting,
  type StoredContainerApp,
  type StoredRevision,
  type StoredSite,
  synced,
} from './vault-followers.ts'

/** What the service's identity may do with a resource; roles are its alone, and everybody else may do nothing. */
export type ArmAccess = 'none' | 'reader' | 'contributor'

export interface FollowerSeed {
  /** E.g. `https://payroll.vault.azure.net`. */
  readonly vaultUrl: string
  readonly secretName: string
  /** Set: a reference to one version. */
  readonly version?: string
}

type SettingSeed = FollowerSeed & { readonly status?: string }

export interface SiteSeed {
  readonly id: string
  readonly settings: Readonly<Record<string, SettingSeed>>
  readonly connectionStrings?: Readonly<Record<string, SettingSeed>>
}

export interface ContainerAppSeed {
  readonly id: string
  /** Null: a value of its own, not in any vault. */
  readonly secrets: Readonly<Record<string, FollowerSeed | null>>
  readonly revisions?: readonly Partial<StoredRevision>[]
  /** False: `listSecrets` shows no value of a secret that refers to a vault. */
  readonly showsVaultValues?: boolean
}

/** Resources of Azure in memory; ids are compared without case. Each `add…` replaces one with the same id. */
export interface ArmStore {
  addConnection(seed: ApiConnectionSeed): void
  addSite(seed: SiteSeed): void
  addContainerApp(seed: ContainerAppSeed): void
  /** A new version of a secret in a vault that apps refer to. */
  putVaultSecret(vaultUrl: string, secretName: string, secret: Omit<NewestSecret, 'at'>): void
  setAccess(id: string, access: ArmAccess): void
  access(id: string): ArmAccess
  remove(id: string): void
  clear(): void

  connection(id: string): StoredApiConnection | undefined
  /** Those that are of this connector. */
  connectionsOf(apiId: string): readonly StoredApiConnection[]
  /** Azure tries the secret now, not later. */
  changeConnection(id: string, change: Partial<StoredApiConnection>): void
  site(id: string): StoredSite | undefined
  refreshSite(id: string): void
  containerApp(id: string): StoredContainerApp | undefined
  changeRevision(id: string, revision: string, change: Partial<StoredRevision>): void

  /** The client secret that workflows use. */
  secretOfConnection(id: string): string | undefined
  /** What the app sees by this name of a setting or connection string. */
  valueOfSetting(id: string, setting: string): string | undefined
  /** What the app sees by this name of a secret. */
  valueInContainerApp(id: string, secret: string): string | undefined

  /** Newest last. */
  roleAssignments(): readonly RoleAssignment[]
  addRoleAssignment(assignment: RoleAssignment): void
}

/** `lookUp` reads a simulated vault; without it, or where it finds nothing, `putVaultSecret` counts. */
export function createArmStore(now: () => Date, lookUp: ReadNewest = () => undefined): ArmStore {
  const connections = new Map<string, StoredApiConnection>()
  const sites = new Map<string, StoredSite>()
  const apps = new Map<string, StoredContainerApp>()
  const accesses = new Map<string, ArmAccess>()
  const vault = new Map<string, NewestSecret>()
  const assignments: RoleAssignment[] = []

  const newest: ReadNewest = (host, name) => lookUp(host, name) ?? vault.get(keyOf(`${host}/${name}`))
  const follower = (seed: FollowerSeed) => follow(seed, newest)
  const containerApp = (id: string) => {
    const app = apps.get(keyOf(id))
    if (app !== undefined) apps.set(keyOf(id), synced(app, newest, now()))
    return apps.get(keyOf(id))
  }

  return {
    addConnection: (seed) => void connections.set(keyOf(seed.id), seededConnection(seed, now())),
    addSite({ id, settings, connectionStrings = {} }) {
      const setting = (seed: SettingSeed) => ({ ...follower(seed), status: seed.status ?? null })
      sites.set(keyOf(id), {
        id,
        settings: mapped(settings, setting),
        connectionStrings: mapped(connectionStrings, setting),
      })
    },
    addContainerApp({ id, secrets, revisions = [{}], showsVaultValues = true }) {
      const all = Object.entries(secrets).map(([name, seed]) => [name, seed === null ? null : follower(seed)])
      const made = revisions.map((revision, index) => seededRevision(id, index, revision))
      apps.set(keyOf(id), { id, createdAt: now(), secrets: Object.fromEntries(all), revisions: made, showsVaultValues })
    },
    putVaultSecret(vaultUrl, secretName, secret) {
      vault.set(keyOf(`${new URL(vaultUrl).host}/${secretName}`), { ...secret, at: now() })
    },
    setAccess: (id, access) => void accesses.set(keyOf(id), access),
    access: (id) => accesses.get(keyOf(id)) ?? 'contributor',
    remove(id) {
      for (const all of [connections, sites, apps]) all.delete(keyOf(id))
    },
    clear() {
      for (const all of [connections, sites, apps, accesses, vault]) all.clear()
      assignments.length = 0
    },

    connection: (id) => connections.get(keyOf(id)),
    connectionsOf: (apiId) => [...connections.values()].filter((one) => keyOf(one.apiId) === keyOf(apiId)),
    changeConnection(id, change) {
      const before = connections.get(keyOf(id))
      if (before !== undefined) connections.set(keyOf(id), { ...before, changedTime: now(), ...change })
    },
    site: (id) => sites.get(keyOf(id)),
    refreshSite(id) {
      const site = sites.get(keyOf(id))
      if (site === undefined) return
      const again = (one: SiteSetting) => fetched(one, newest)
      const { settings, connectionStrings } = site
      sites.set(keyOf(id), {
        ...site,
        settings: mapped(settings, again),
        connectionStrings: mapped(connectionStrings, again),
      })
    },
    containerApp,
    changeRevision(id, revision, change) {
      const app = containerApp(id)
      if (app === undefined) return
      const revisions = app.revisions.map((one) => (one.name === revision ? { ...one, ...change } : one))
      apps.set(keyOf(id), { ...app, revisions })
    },

    secretOfConnection: (id) => parameterNamed(connections.get(keyOf(id))?.parameters ?? {}, 'clientSecret'),
    valueOfSetting(id, setting) {
      const { settings, connectionStrings } = sites.get(keyOf(id)) ?? {}
      return (settings?.[setting] ?? connectionStrings?.[setting])?.fetched?.value
    },
    valueInContainerApp: (id, secret) => containerApp(id)?.secrets[secret]?.fetched?.value,

    roleAssignments: () => [...assignments],
    addRoleAssignment: (assignment) => void assignments.push(assignment),
  }
}

function mapped<One, Other>(all: Readonly<Record<string, One>>, change: (one: One) => Other): Record<string, Other> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, change(one)]))
}

function keyOf(id: string): string {
  return id.toLowerCase()
}

function follow({ vaultUrl, secretName, version }: FollowerSeed, newest: ReadNewest): Follower {
  const { host } = new URL(vaultUrl)
  return { host, secretName, pinned: version ?? null, fetched: newest(host, secretName) }
}

function seededRevision(id: string, index: number, revision: Partial<StoredRevision>): StoredRevision {
  const name = `${id.split('/').at(-1)}--rev${index + 1}`
  return { name, active: true, runningState: 'Running', restarts: 0, ...revision }
}
