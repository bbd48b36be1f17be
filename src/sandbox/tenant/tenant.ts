import type { AppManagementPolicy, TenantAppManagementPolicy } from '@microsoft/microsoft-graph-types'
import { acceptSecret, type SecretVerdict } from './accept-secret.ts'
import type { RemovalReason } from './change-log.ts'
import { type Credentials, credentialsIn, writeHolder } from './credentials.ts'
import type {
  StoredApplication,
  StoredGroup,
  StoredHolder,
  StoredServicePrincipal,
  StoredUser,
} from './directory-object.ts'
import { knownHolder } from './find-holder.ts'
import { createHolderStore } from './holder-store.ts'
import { type Owners, ownersIn } from './owners.ts'
import { type People, peopleOf } from './people.ts'
import { type RegisteredKey, registeredKeys } from './registered-keys.ts'
import { createSecretRegister } from './secret-register.ts'
import { createShelf } from './shelf.ts'
import type { Cast, SignIn, StoredGrant, TenantState } from './tenant-state.ts'

/** A simulated Entra tenant, in memory, as it truly is: only `holders` knows what readers already see of it. */
export interface Tenant extends TenantState, People, Owners, Credentials {
  applications(): readonly StoredApplication[]
  servicePrincipals(): readonly StoredServicePrincipal[]
  /** For the token endpoint. */
  acceptsSecret(clientId: string, secretText: string, now: Date): SecretVerdict
  /** The same for assertions: what a client may sign with, as far as it has spread; undefined: no such client. */
  registeredKeys(clientId: string): readonly RegisteredKey[] | undefined
  addApplication(application: Partial<StoredApplication> & { id: string; appId: string }): StoredApplication
  /** Plain properties; credentials have methods of their own. */
  update(objectId: string, changes: Partial<StoredHolder>): void
  /** Deletes an application or service principal, softly unless told otherwise. */
  deleteHolder(objectId: string, reason?: RemovalReason): void
  setAppManagementPolicy(policy: TenantAppManagementPolicy): void
  /** Assigns a policy to one application, where it replaces the tenant's. */
  assignAppManagementPolicy(objectId: string, policy: AppManagementPolicy): void
}

/** What a tenant starts with. */
export interface TenantContent {
  readonly tenantId: string
  readonly organizationName: string
  readonly now: Date
  readonly cast: Cast
  readonly administratorsGroupId: string
  readonly users: Iterable<StoredUser>
  readonly managerIds: Map<string, string>
  readonly groups: Iterable<StoredGroup>
  readonly applications: Iterable<StoredApplication>
  readonly servicePrincipals: Iterable<StoredServicePrincipal>
  readonly ownerIds: Map<string, readonly string[]>
  readonly signIns: Map<string, SignIn>
  readonly grants: ReadonlyMap<string, readonly StoredGrant[]>
}

export function createTenant(content: TenantContent): Tenant {
  const state = createState(content)
  const { application: applications, servicePrincipal: servicePrincipals } = state.holders
  return Object.assign(state, peopleOf(state), ownersIn(state), credentialsIn(state), {
    applications: applications.all,
    servicePrincipals: servicePrincipals.all,
    acceptsSecret: (clientId: string, secretText: string, now: Date) => acceptSecret(state, clientId, secretText, now),
    registeredKeys: (clientId: string) => registeredKeys(state, clientId),
    addApplication(application: Partial<StoredApplication> & { id: string; appId: string }) {
      const createdDateTime = state.now().toISOString()
      const added = { createdDateTime, passwordCredentials: [], keyCredentials: [], ...application }
      applications.add(added)
      return added
    },
    update: (objectId: string, changes: Partial<StoredHolder>) => writeHolder(state, objectId, changes),
    deleteHolder(objectId: string, reason: RemovalReason = 'changed') {
      state.holders[knownHolder(state, objectId).kind].remove(objectId, reason)
    },
    setAppManagementPolicy(policy: TenantAppManagementPolicy) {
      state.appManagementPolicy = policy
    },
    assignAppManagementPolicy(objectId: string, policy: AppManagementPolicy) {
      state.assignedPolicies.set(objectId, policy)
    },
  })
}

function createState(content: TenantContent): TenantState {
  const { now, users, groups, applications, servicePrincipals, ...rest } = content
  // The stores ask for the time and the delay at every read, after these have been set from outside.
  const spreading = {
    now: () => state.now(),
    get replicationDelayMs() {
      return state.replicationDelayMs
    },
  }
  const state: TenantState = {
    ...rest,
    now: () => now,
    replicationDelayMs: 0,
    hasPremiumLicense: true,
    appManagementPolicy: policyOff,
    assignedPolicies: new Map(),
    holders: {
      application: createHolderStore(applications, spreading),
      servicePrincipal: createHolderStore(servicePrincipals, spreading),
    },
    users: createShelf(users),
    deletedUsers: new Map(),
    groups: new Map([...groups].map((group) => [group.id, group])),
    audits: [],
    sentMails: [],
    secrets: createSecretRegister(),
  }
  return state
}

const policyOff: TenantAppManagementPolicy = {
  id: '00000000-0000-0000-0000-000000000000',
  displayName: 'Default app management tenant policy',
  description:
    'Default tenant policy that enforces app management restrictions on applications and service principals.',
  isEnabled: false,
  applicationRestrictions: { passwordCredentials: [], keyCredentials: [] },
  servicePrincipalRestrictions: { passwordCredentials: [], keyCredentials: [] },
}
