import { randomUUID } from 'node:crypto'
import type { AuditActivityInitiator, DirectoryAudit, TargetResource } from '@microsoft/microsoft-graph-types'
import type { HolderKind, StoredHolder, StoredUser } from './directory-object.ts'
import type { TenantState } from './tenant-state.ts'

/** Who changes something: an application or a person; the tenant's administrator where nobody is named. */
export type Actor = { readonly clientId: string } | { readonly personId: string }

const typeNames = { application: 'Application', servicePrincipal: 'ServicePrincipal' } as const

/** Shape and en dash as Entra's audit log has them, not as its documentation prints them. */
export function recordCredentialChange(
  state: TenantState,
  kind: HolderKind,
  before: StoredHolder,
  after: StoredHolder,
  actor?: Actor,
): void {
  const isMore = credentialCount(after) >= credentialCount(before)
  const activity =
    kind === 'application'
      ? 'Update application – Certificates and secrets management'
      : `${isMore ? 'Add' : 'Remove'} service principal credentials`
  record(state, activity, isMore && kind !== 'application' ? 'Assign' : 'Update', actor, [
    target(typeNames[kind], after, [
      { displayName: 'KeyDescription', oldValue: describeKeys(before), newValue: describeKeys(after) },
      { displayName: 'Included Updated Properties', oldValue: null, newValue: '"KeyDescription"' },
    ]),
  ])
}

export function recordOwnerChange(
  state: TenantState,
  kind: HolderKind,
  holder: StoredHolder,
  ownerId: string,
  change: 'added' | 'removed',
  actor?: Actor,
): void {
  const activity = `${change === 'added' ? 'Add owner to' : 'Remove owner from'} ${kind === 'application' ? 'application' : 'service principal'}`
  const user = state.users.get(ownerId)
  const value = JSON.stringify(holder.id)
  const modified = {
    displayName: `${typeNames[kind]}.ObjectID`,
    oldValue: change === 'removed' ? value : null,
    newValue: change === 'added' ? value : null,
  }
  const owner = { id: ownerId, displayName: null, userPrincipalName: user?.userPrincipalName ?? null }
  record(state, activity, change === 'added' ? 'Assign' : 'Unassign', actor, [
    target(user === undefined ? 'ServicePrincipal' : 'User', owner, [modified]),
    target(typeNames[kind], holder, []),
  ])
}

export function recordUserDeletion(state: TenantState, user: StoredUser): void {
  record(state, 'Delete user', 'Delete', undefined, [target('User', user, [])], 'UserManagement')
}

function credentialCount(holder: StoredHolder): number {
  return holder.passwordCredentials.length + holder.keyCredentials.length
}

function describeKeys({ passwordCredentials, keyCredentials }: StoredHolder): string {
  const passwords = passwordCredentials.map((one) => describeKey(one.keyId, 'Password', 'Verify', one.displayName))
  const keys = keyCredentials.map((one) => describeKey(one.keyId, one.type, one.usage, one.displayName))
  return JSON.stringify([...passwords, ...keys])
}

function describeKey(keyId: string, type: unknown, usage: unknown, displayName: unknown): string {
  return `[KeyIdentifier=${keyId},KeyType=${type},KeyUsage=${usage},DisplayName=${displayName ?? ''}]`
}

function target(
  type: string,
  object: { id: string; displayName?: string | null; userPrincipalName?: string | null },
  modifiedProperties: NonNullable<TargetResource['modifiedProperties']>,
): TargetResource {
  const { id, displayName = null } = object
  const userPrincipalName = object.userPrincipalName ?? null
  return { id, displayName, type, userPrincipalName, groupType: null, modifiedProperties }
}

function record(
  state: TenantState,
  activityDisplayName: string,
  operationType: string,
  actor: Actor | undefined,
  targetResources: TargetResource[],
  category = 'ApplicationManagement',
): void {
  const correlationId = randomUUID()
  const entry: DirectoryAudit = {
    id: `Directory_${correlationId}_TZ8NB_${state.audits.length}`,
    category,
    correlationId,
    result: 'success',
    resultReason: '',
    activityDisplayName,
    activityDateTime: state.now().toISOString(),
    loggedByService: 'Core Directory',
    operationType,
    initiatedBy: initiator(state, actor),
    targetResources,
    additionalDetails: [],
  }
  state.audits.push(entry)
}

function initiator(state: TenantState, actor: Actor | undefined): AuditActivityInitiator {
  if (actor === undefined || 'personId' in actor) {
    const id = actor?.personId ?? state.cast.administrator.id
    const userPrincipalName = state.users.get(id)?.userPrincipalName ?? null
    return { user: { id, displayName: null, userPrincipalName, ipAddress: null }, app: null }
  }
  const servicePrincipal = state.holders.servicePrincipal.byClientId(actor.clientId)
  const displayName = servicePrincipal?.displayName ?? null
  return {
    user: null,
    app: {
      appId: actor.clientId,
      displayName,
      servicePrincipalId: servicePrincipal?.id ?? null,
      servicePrincipalName: null,
    },
  }
}
