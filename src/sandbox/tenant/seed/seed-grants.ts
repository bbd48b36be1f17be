import type { AppRole } from '@microsoft/microsoft-graph-types'
import type { StoredServicePrincipal } from '../directory-object.ts'
import type { StoredGrant } from '../tenant-state.ts'
import { createRandom, type Random } from './random.ts'
import { type ApplicationScript, scriptedApplications } from './scripted-applications.ts'

/** What an application may do without anybody signed in. */
export type GrantGroup = 'harmless' | 'files' | 'mail' | 'directory'

/** Owner of Microsoft's own applications in every tenant. */
const microsoftTenantId = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a'

/** Microsoft's APIs under the client ids that they have everywhere, with some of their roles. */
const apis = [
  {
    appId: '00000003-0000-0000-c000-000000000000',
    displayName: 'Microsoft Graph',
    roles: [
      'User.Read.All',
      'Group.Read.All',
      'Calendars.Read',
      'Sites.Selected',
      'Sites.FullControl.All',
      'Files.ReadWrite.All',
      'Mail.Send',
      'Mail.ReadWrite',
      'Directory.ReadWrite.All',
      'Application.ReadWrite.All',
      'RoleManagement.ReadWrite.Directory',
    ],
  },
  {
    appId: '00000002-0000-0ff1-ce00-000000000000',
    displayName: 'Office 365 Exchange Online',
    roles: ['full_access_as_app', 'Exchange.ManageAsApp', 'IMAP.AccessAsApp'],
  },
] as const

const groups: Readonly<Record<GrantGroup, readonly string[]>> = {
  harmless: ['User.Read.All', 'Calendars.Read'],
  files: ['Sites.Selected', 'Files.ReadWrite.All'],
  mail: ['Mail.Send', 'full_access_as_app'],
  directory: ['Group.Read.All', 'Directory.ReadWrite.All', 'Application.ReadWrite.All'],
}

export interface SeededGrants {
  readonly apis: readonly StoredServicePrincipal[]
  readonly grants: ReadonlyMap<string, readonly StoredGrant[]>
}

/** APIs and who was granted what; takes its chances from a sequence of its own, which leaves all others as they are. */
export function seedGrants(
  seed: number,
  now: Date,
  servicePrincipals: readonly StoredServicePrincipal[],
): SeededGrants {
  const random = createRandom(seed + 1)
  const resources = apis.map((api) => apiPrincipal(random, api))
  const createdDateTime = new Date(now.getTime() - 400 * 86_400_000).toISOString()
  const scripted = new Map(scriptedApplications.map((script) => [script.name, script]))
  const grants = new Map<string, readonly StoredGrant[]>()
  for (const { id, displayName = null, servicePrincipalType } of servicePrincipals) {
    if (servicePrincipalType !== 'Application') continue
    const group = groupOf(random, scripted.get(displayName))
    if (group === undefined) continue
    const principal = { principalId: id, principalDisplayName: displayName, principalType: 'ServicePrincipal' }
    const granted = rolesNamed(resources, groups[group]).map(([resource, appRoleId]) => ({
      id: Buffer.from(random.guid()).toString('base64url'),
      createdDateTime,
      ...principal,
      appRoleId,
      resourceId: resource.id,
      resourceDisplayName: resource.displayName ?? null,
    }))
    grants.set(id, granted)
  }
  return { apis: resources, grants }
}

function groupOf(random: Random, script: ApplicationScript | undefined): GrantGroup | undefined {
  if (script !== undefined) return script.grants
  return random.weighted<GrantGroup | undefined>([
    [undefined, 70],
    ['harmless', 22],
    ['files', 4],
    ['mail', 2],
    ['directory', 2],
  ])
}

function apiPrincipal(random: Random, { appId, displayName, roles }: (typeof apis)[number]): StoredServicePrincipal {
  const appRoles = roles.map(
    (value): AppRole => ({
      id: random.guid(),
      value,
      displayName: value,
      description: value,
      allowedMemberTypes: ['Application'],
      isEnabled: true,
      origin: 'Application',
    }),
  )
  return {
    id: random.guid(),
    appId,
    displayName,
    signInAudience: 'AzureADMultipleOrgs',
    accountEnabled: true,
    servicePrincipalType: 'Application',
    appOwnerOrganizationId: microsoftTenantId,
    appRoles,
    passwordCredentials: [],
    keyCredentials: [],
  }
}

function rolesNamed(
  resources: readonly StoredServicePrincipal[],
  names: readonly string[],
): (readonly [StoredServicePrincipal, string])[] {
  return names.flatMap((name) =>
    resources.flatMap((resource) => {
      const id = resource.appRoles?.find(({ value }) => value === name)?.id
      return id === undefined ? [] : [[resource, id] as const]
    }),
  )
}
