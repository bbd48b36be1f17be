/** A service connection in the shape of the REST API; its parameters hold the secret in force. */
export interface ServiceConnection {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly url: string
  readonly owner: string
  readonly isShared: boolean
  readonly isReady: boolean
  readonly authorization: { readonly scheme: string; readonly parameters: Readonly<Record<string, string | null>> }
  readonly data: Readonly<Record<string, string | null>>
  readonly serviceEndpointProjectReferences: readonly ProjectReference[]
  readonly [more: string]: unknown
}

export interface ProjectReference {
  readonly name: string
  readonly description: string
  readonly projectReference: { readonly id: string; readonly name: string }
}

/** What the service's identity may do with a connection: a user sees that it is there, an administrator changes it. */
export type ConnectionAccess = 'user' | 'reader' | 'administrator'

export interface StoredConnection {
  readonly organization: string
  readonly access: ConnectionAccess
  readonly connection: ServiceConnection
  /** Set by each change. */
  readonly modifiedAt?: Date
}

/** Service connections of every organization, by id. */
export interface ServiceConnections {
  /** Replaces one with the same id. */
  put(stored: StoredConnection): void
  get(id: string): StoredConnection | undefined
  remove(id: string): void
  /** The secret that pipelines get. */
  secretOf(id: string): string | undefined
}

export interface ConnectionSeed {
  readonly id: string
  readonly name: string
  readonly clientId: string
  readonly secret: string
  /** Names of the projects that share it. */
  readonly projects: readonly string[]
  readonly creationMode?: 'Manual' | 'Automatic'
  readonly scheme?: string
  /** Beside or instead of the parameters of a client secret. */
  readonly parameters?: Readonly<Record<string, string | null>>
}

export function createServiceConnections(now: () => Date): ServiceConnections {
  const all = new Map<string, StoredConnection>()
  let modifiedMs = 0
  return {
    put(stored) {
      // No two changes are at the same time, even while the clock stands still.
      modifiedMs = Math.max(now().getTime(), modifiedMs + 1)
      all.set(stored.connection.id, { ...structuredClone(stored), modifiedAt: new Date(modifiedMs) })
    },
    get: (id) => structuredClone(all.get(id)),
    remove: (id) => void all.delete(id),
    secretOf(id) {
      const { connection } = all.get(id) ?? {}
      return connection === undefined ? undefined : secretIn(connection.authorization.parameters)
    },
  }
}

/** A connection to a subscription of Azure, as the portal makes it. */
export function serviceConnection(seed: ConnectionSeed): ServiceConnection {
  const { id, name, clientId, secret, projects, creationMode = 'Manual', scheme = 'ServicePrincipal' } = seed
  return {
    id,
    name,
    type: 'azurerm',
    url: 'https://management.azure.com/',
    owner: 'library',
    isShared: projects.length > 1,
    isReady: true,
    createdBy: { displayName: 'Ada Byron', uniqueName: 'ada@contoso.example' },
    authorization: {
      scheme,
      parameters: {
        tenantid: '72f988bf-0000-4000-8000-2d7cd011db47',
        serviceprincipalid: clientId,
        authenticationType: 'spnKey',
        serviceprincipalkey: secret,
        ...seed.parameters,
      },
    },
    data: {
      environment: 'AzureCloud',
      scopeLevel: 'Subscription',
      subscriptionId: '5d1c1a2b-0000-4000-8000-000000000001',
      subscriptionName: 'Contoso Production',
      creationMode,
    },
    serviceEndpointProjectReferences: projects.map((project, index) => ({
      name,
      description: `Used by ${project}`,
      projectReference: { id: `00000000-0000-4000-8000-00000000000${index + 1}`, name: project },
    })),
  }
}

export function secretKeysIn(parameters: object): string[] {
  return Object.keys(parameters).filter((key) => key.toLowerCase() === 'serviceprincipalkey')
}

export function secretIn(parameters: Readonly<Record<string, string | null>>): string | undefined {
  const [key] = secretKeysIn(parameters)
  return (key === undefined ? null : parameters[key]) ?? undefined
}
