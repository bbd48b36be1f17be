import type {
  Application,
  Group,
  KeyCredential,
  PasswordCredential,
  ServicePrincipal,
  User,
} from '@microsoft/microsoft-graph-types'

export type HolderKind = 'application' | 'servicePrincipal'

export type StoredPassword = PasswordCredential & { keyId: string }
export type StoredKey = KeyCredential & { keyId: string }

interface HoldsCredentials {
  id: string
  appId: string
  passwordCredentials: StoredPassword[]
  keyCredentials: StoredKey[]
}

/** Properties that are absent count as null or empty; a whole tenant would not fit into memory otherwise. */
export type StoredApplication = Omit<Application, keyof HoldsCredentials> &
  HoldsCredentials & { '@odata.type'?: '#microsoft.graph.agentIdentityBlueprint' }

export type StoredServicePrincipal = Omit<ServicePrincipal, keyof HoldsCredentials> & HoldsCredentials

export type StoredHolder = StoredApplication | StoredServicePrincipal

export type StoredUser = User & { id: string; displayName: string | null; accountEnabled: boolean }

export type StoredGroup = Group & { id: string; memberIds: readonly string[] }

/** What a mixed list, such as owners or members, may hold. */
export type DirectoryEntry =
  | { readonly type: 'user'; readonly object: StoredUser }
  | { readonly type: 'servicePrincipal'; readonly object: StoredServicePrincipal }
  | { readonly type: 'application'; readonly object: StoredApplication }
  | { readonly type: 'group'; readonly object: StoredGroup }
