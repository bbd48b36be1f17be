import type {
  AppManagementPolicy,
  AppRoleAssignment,
  DirectoryAudit,
  TenantAppManagementPolicy,
} from '@microsoft/microsoft-graph-types'
import type { StoredApplication, StoredGroup, StoredServicePrincipal, StoredUser } from './directory-object.ts'
import type { HolderStore, Spreading } from './holder-store.ts'
import type { SecretRegister } from './secret-register.ts'
import type { Shelf } from './shelf.ts'

/** Four people to play. The manager is both owners' manager. */
export interface Cast {
  readonly owner: StoredUser
  readonly secondOwner: StoredUser
  readonly manager: StoredUser
  readonly administrator: StoredUser
}

/** Last sign-in with one credential. */
export interface SignIn {
  readonly objectId: string
  readonly at: Date
}

/** An application permission of an API, granted to a service principal. */
export type StoredGrant = AppRoleAssignment & { id: string; appRoleId: string; resourceId: string }

/** A mail that left a mailbox of the tenant. */
export interface SentMail {
  readonly at: Date
  readonly sender: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** Everything that a tenant holds. */
export interface TenantState extends Spreading {
  readonly tenantId: string
  readonly organizationName: string
  readonly cast: Cast
  readonly administratorsGroupId: string
  /** Simulated time; the Graph handler sets its own clock here. */
  now: () => Date
  /** How long a written credential takes to show in reads and to be accepted in sign-ins. */
  replicationDelayMs: number
  /** Without it the sign-in report is refused. */
  hasPremiumLicense: boolean
  /** Starts switched off. */
  appManagementPolicy: TenantAppManagementPolicy
  /** By application's objectId; replaces the tenant's policy there. */
  readonly assignedPolicies: Map<string, AppManagementPolicy>
  readonly holders: {
    readonly application: HolderStore<StoredApplication>
    readonly servicePrincipal: HolderStore<StoredServicePrincipal>
  }
  readonly users: Shelf<StoredUser>
  readonly deletedUsers: Map<string, StoredUser>
  /** Manager's id by person's id; kept while either is in the deleted items. */
  readonly managerIds: Map<string, string>
  /** Ids of users and service principals by holder's objectId; kept while an owner is in the deleted items. */
  readonly ownerIds: Map<string, readonly string[]>
  readonly groups: ReadonlyMap<string, StoredGroup>
  /** By the service principal that may use them. */
  readonly grants: ReadonlyMap<string, readonly StoredGrant[]>
  /** Oldest first. */
  readonly sentMails: SentMail[]
  /** By keyId. */
  readonly signIns: Map<string, SignIn>
  /** Oldest first. */
  readonly audits: DirectoryAudit[]
  readonly secrets: SecretRegister
}
