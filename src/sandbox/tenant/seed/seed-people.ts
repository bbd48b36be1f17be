import type { StoredGroup, StoredUser } from '../directory-object.ts'
import type { Cast } from '../tenant-state.ts'
import { firstNames, lastNames } from './names-of-people.ts'
import type { Random } from './random.ts'

/** Everybody has up to so many direct reports, so the organization is a tree. */
const reports = 8

/** Places in the tree: the head of finance, two of that department's people, one of IT operations. */
const castPlaces = { manager: 1, owner: 9, secondOwner: 10, administrator: 17 }
const castNames: Readonly<Record<number, readonly [string, string]>> = {
  [castPlaces.manager]: ['Mira', 'Okafor'],
  [castPlaces.owner]: ['Olivia', 'Brandt'],
  [castPlaces.secondOwner]: ['Noah', 'Ferreira'],
  [castPlaces.administrator]: ['Adam', 'Lindqvist'],
}

const departments = [
  'Finance',
  'IT Operations',
  'Human Resources',
  'Sales',
  'Logistics',
  'Marketing',
  'Legal',
  'Customer Service',
]

export interface SeededPeople {
  readonly cast: Cast
  readonly users: readonly StoredUser[]
  readonly managerIds: Map<string, string>
  readonly groups: readonly StoredGroup[]
  readonly administratorsGroupId: string
  /** Enabled members outside the cast. */
  readonly members: readonly StoredUser[]
  readonly disabled: readonly StoredUser[]
  readonly guests: readonly StoredUser[]
}

/** A company with a management tree, guests and accounts that were disabled. At least 60 people. */
export function seedPeople(random: Random, count: number): SeededPeople {
  const total = Math.max(60, count)
  const employees = Array.from({ length: total }, (_, place) => employee(random, place))
  const guests = Array.from({ length: Math.ceil(total / 16) }, (_, index) => guest(random, index))
  const at = (place: number) => employees[place] ?? employee(random, place)
  const cast = {
    owner: at(castPlaces.owner),
    secondOwner: at(castPlaces.secondOwner),
    manager: at(castPlaces.manager),
    administrator: at(castPlaces.administrator),
  }
  const played = new Set(Object.values(cast))
  const links = employees.slice(1).map((one, index) => [one.id, at(Math.floor(index / reports)).id] as const)
  const groups = seedGroups(random, cast.administrator, employees)
  return {
    cast,
    users: [...employees, ...guests],
    managerIds: new Map(links),
    groups: groups.all,
    administratorsGroupId: groups.administratorsId,
    members: employees.filter((one) => one.accountEnabled && !played.has(one)),
    disabled: employees.filter((one) => !one.accountEnabled),
    guests,
  }
}

function employee(random: Random, place: number): StoredUser {
  const [givenName, surname] = castNames[place] ?? [random.pick(firstNames), random.pick(lastNames)]
  const address = `${givenName}.${surname}${castNames[place] === undefined ? place : ''}@contoso.example`.toLowerCase()
  // The people at the top of the tree, with the whole cast among them, always have an account and a mailbox.
  const isCertain = place < 18
  return {
    id: random.guid(),
    displayName: place === 20 ? '[Anders](https://phish.example) **Dahl**' : `${givenName} ${surname}`,
    givenName,
    surname,
    mail: isCertain || random.chance(0.95) ? address : null,
    userPrincipalName: address,
    accountEnabled: isCertain || !random.chance(0.06),
    userType: 'Member',
    department: departmentOf(place),
    jobTitle: titleOf(place),
  }
}

function guest(random: Random, index: number): StoredUser {
  const [givenName, surname] = [random.pick(firstNames), random.pick(lastNames)]
  const name = `${givenName}.${surname}${index}`.toLowerCase()
  return {
    id: random.guid(),
    displayName: `${givenName} ${surname} (Fabrikam)`,
    mail: `${name}@fabrikam.example`,
    userPrincipalName: `${name}_fabrikam.example#EXT#@contoso.example`,
    accountEnabled: true,
    userType: 'Guest',
  }
}

function departmentOf(place: number): string {
  let ancestor = place
  while (ancestor > reports) ancestor = Math.floor((ancestor - 1) / reports)
  return departments[ancestor - 1] ?? 'Management'
}

function titleOf(place: number): string {
  if (place === 0) return 'Chief Executive Officer'
  return place <= reports ? `Head of ${departmentOf(place)}` : `${departmentOf(place)} specialist`
}

function seedGroups(random: Random, administrator: StoredUser, employees: readonly StoredUser[]) {
  const identityTeam: StoredGroup = {
    id: random.guid(),
    displayName: 'Identity team',
    memberIds: [administrator.id, ...employees.slice(18, 20).map(({ id }) => id)],
  }
  const administrators: StoredGroup = {
    id: random.guid(),
    displayName: 'Application credential administrators',
    memberIds: [identityTeam.id, ...employees.slice(2, 3).map(({ id }) => id)],
  }
  const ofDepartments = departments.map((displayName) => ({
    id: random.guid(),
    displayName: `${displayName} (everybody)`,
    memberIds: employees.filter(({ department }) => department === displayName).map(({ id }) => id),
  }))
  return { administratorsId: administrators.id, all: [administrators, identityTeam, ...ofDepartments] }
}
