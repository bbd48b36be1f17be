/** The newest version of a secret in a vault, and since when. */
export interface NewestSecret {
  readonly version: string
  readonly value: string
  readonly at: Date
}

/** By host of the vault, e.g. `payroll.vault.azure.net`. */
export type ReadNewest = (host: string, secretName: string) => NewestSecret | undefined

/** Something that follows a vault secret with what it fetched last. */
export interface Follower {
  readonly host: string
  readonly secretName: string
  /** Null: whatever is newest. */
  readonly pinned: string | null
  readonly fetched: NewestSecret | undefined
}

export interface StoredSite {
  readonly id: string
  /** By name of the setting. */
  readonly settings: Readonly<Record<string, SiteSetting>>
  readonly connectionStrings: Readonly<Record<string, SiteSetting>>
}

export interface SiteSetting extends Follower {
  /** Set: shown whatever the vault says. */
  readonly status: string | null
}

export interface StoredContainerApp {
  readonly id: string
  readonly createdAt: Date
  readonly secrets: Readonly<Record<string, Follower | null>>
  readonly revisions: readonly StoredRevision[]
  readonly showsVaultValues: boolean
}

export interface StoredRevision {
  readonly name: string
  readonly active: boolean
  readonly runningState: string
  readonly restarts: number
}

const SYNC_MS = 30 * 60_000

/** Fetched anew, as a refresh of App Service does; a reference to one version keeps it. */
export function fetched<One extends Follower>(follower: One, newest: ReadNewest): One {
  if (follower.pinned !== null) return follower
  return { ...follower, fetched: newest(follower.host, follower.secretName) }
}

/** Container Apps fetch every half hour after they were made, so a version waits for the next time. */
export function synced(app: StoredContainerApp, newest: ReadNewest, now: Date): StoredContainerApp {
  const created = app.createdAt.getTime()
  const lastSync = created + Math.floor((now.getTime() - created) / SYNC_MS) * SYNC_MS
  const secrets = Object.entries(app.secrets).map(([name, follower]): [string, Follower | null] => {
    const found = follower === null ? undefined : newest(follower.host, follower.secretName)
    const isDue = found !== undefined && found.at.getTime() <= lastSync && follower?.pinned === null
    return [name, follower !== null && isDue ? { ...follower, fetched: found } : follower]
  })
  return { ...app, secrets: Object.fromEntries(secrets) }
}

/** `listId`: of the settings or the connection strings of a site. */
export function shownReference(
  listId: string,
  name: string,
  { host, secretName, pinned, ...setting }: SiteSetting,
): object {
  const uri = `https://${host}/secrets/${secretName}${pinned === null ? '' : `/${pinned}`}`
  const status = setting.status ?? (setting.fetched === undefined ? 'SecretNotFound' : 'Resolved')
  return {
    id: `${listId}/${name}`,
    name,
    type: 'Microsoft.Web/sites/config/configreferences',
    properties: {
      reference: `@Microsoft.KeyVault(SecretUri=${uri})`,
      status,
      vaultName: new URL(`https://${host}`).hostname.split('.')[0],
      secretName,
      ...(pinned !== null && { secretVersion: pinned }),
      ...(status === 'Resolved' && { activeVersion: pinned ?? setting.fetched?.version }),
      identityType: 'SystemAssigned',
      details: status === 'Resolved' ? 'Reference has been successfully resolved.' : 'Reference was not resolved.',
      source: 'KeyVault',
      location: 'ApplicationSetting',
    },
  }
}

export function shownContainerApp({ id, secrets }: StoredContainerApp): object {
  const shown = Object.entries(secrets).map(([name, follower]) => ({ name, ...referenceOf(follower) }))
  return {
    id,
    name: id.split('/').at(-1),
    type: 'Microsoft.App/containerApps',
    location: 'West Europe',
    properties: {
      provisioningState: 'Succeeded',
      runningStatus: 'Running',
      configuration: { activeRevisionsMode: 'Single', secrets: shown },
    },
  }
}

/** What `listSecrets` answers: the values that the app has now, which a cycle may have left behind the vault's. */
export function shownValues({ secrets, showsVaultValues }: StoredContainerApp): object {
  const value = Object.entries(secrets).map(([name, follower]) => {
    if (follower === null) return { name, value: `the value of ${name}` }
    const fetched = showsVaultValues ? { value: follower.fetched?.value } : {}
    return { name, ...fetched, ...referenceOf(follower) }
  })
  return { value }
}

function referenceOf(follower: Follower | null): object {
  if (follower === null) return {}
  const { host, secretName, pinned } = follower
  const keyVaultUrl = `https://${host}/secrets/${secretName}${pinned === null ? '' : `/${pinned}`}`
  return { keyVaultUrl, identity: 'system' }
}

export function shownRevision(appId: string, { name, active, runningState }: StoredRevision): object {
  return {
    id: `${appId}/revisions/${name}`,
    name,
    type: 'Microsoft.App/containerapps/revisions',
    properties: { active, runningState, provisioningState: 'Provisioned', replicas: active ? 1 : 0 },
  }
}
