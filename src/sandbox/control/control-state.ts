import type { User } from '@microsoft/microsoft-graph-types'
import { areaOf, type CloudArea } from '../cloud-area.ts'
import type { LoggedRequest } from '../request-log.ts'
import type { Tenant } from '../tenant/tenant.ts'
import type { VaultEntry } from '../vault/vault-view.ts'
import type { ControlledCloud } from './control-api.ts'

const found = 8
const shownRequests = 12
const shownMails = 20

export interface PersonState {
  readonly personId: string
  readonly displayName: string
  readonly signInName: string
  readonly standing: 'active' | 'disabled' | 'left'
}

export interface ApplicationState {
  readonly objectId: string
  readonly displayName: string
  readonly passwords: number
}

/** Everything that the page shows without being asked. */
export function controlState({ cloud, chats }: ControlledCloud) {
  const { tenant, clock, faults, vault, requests } = cloud
  const { owner, secondOwner, manager, administrator } = tenant.cast
  const cast = [
    { role: 'Owner', person: owner },
    { role: 'Second owner', person: secondOwner },
    { role: 'Manager of the owner', person: manager },
    { role: 'Administrator', person: administrator },
  ]
  const logged = requests.all()
  return {
    now: clock.now(),
    offsetMs: clock.offsetMs,
    applications: tenant.applications().length,
    cast: cast.map(({ role, person }) => ({
      role,
      ...personState(tenant, person),
      chatUrl: chats().find((chat) => chat.personId === person.id)?.url ?? null,
    })),
    faults: faults.current().map(({ id, title, path, untilAt }) => ({ id, title: title ?? path.source, untilAt })),
    vault: vault.names().map((secret) => ({ ...secret, application: applicationOf(tenant, secret) })),
    mails: tenant.sentMails.slice(-shownMails).reverse(),
    requests: { areas: countByArea(logged), latest: logged.slice(-shownRequests).reverse() },
  }
}

/** People outside the cast whose name or sign-in name contains `search`; nobody for an empty search. */
export function findPeople(tenant: Tenant, search: string): PersonState[] {
  if (search.trim() === '') return []
  const castIds = Object.values(tenant.cast).map(({ id }) => id)
  return tenant
    .people()
    .filter(({ id }) => !castIds.includes(id))
    .map((person) => personState(tenant, person))
    .filter(({ displayName, signInName }) => contains(displayName, search) || contains(signInName, search))
    .slice(0, found)
}

export function findApplications(tenant: Tenant, search: string): ApplicationState[] {
  if (search.trim() === '') return []
  return tenant
    .applications()
    .map(({ id, displayName, passwordCredentials }) => ({
      objectId: id ?? '',
      displayName: displayName ?? '(no name)',
      passwords: passwordCredentials?.length ?? 0,
    }))
    .filter(({ displayName }) => contains(displayName, search))
    .slice(0, found)
}

function personState(tenant: Tenant, { id, displayName, userPrincipalName }: User): PersonState {
  const present = tenant.people().find((person) => person.id === id)
  const standing = present === undefined ? 'left' : present.accountEnabled === false ? 'disabled' : 'active'
  return {
    personId: id ?? '',
    displayName: displayName ?? '(no name)',
    signInName: userPrincipalName ?? '',
    standing,
  }
}

/** The application whose client ID is among the tags. */
function applicationOf(tenant: Tenant, { tags }: VaultEntry): string | null {
  const values = Object.values(tags)
  return tenant.applications().find(({ appId }) => values.includes(appId))?.displayName ?? null
}

function contains(text: string, search: string): boolean {
  return text.toLowerCase().includes(search.trim().toLowerCase())
}

const areaNames: readonly (readonly [CloudArea, string])[] = [
  ['graph', 'Microsoft Graph'],
  ['vault', 'Key Vault'],
  ['teams', 'Bot Connector'],
  ['entra', 'Entra sign-in'],
]

function countByArea(logged: readonly LoggedRequest[]) {
  return areaNames.map(([area, name]) => {
    const own = logged.filter(({ path }) => areaOf(path) === area)
    const answered = own.filter(({ status }) => status >= 200 && status < 400).length
    return { name, answered, refused: own.length - answered }
  })
}
