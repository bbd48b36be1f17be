import type { Random } from './random.ts'
import type { SeededPeople } from './seed-people.ts'

/** Whom an application lists as owners. */
export type OwnerGroup =
  | 'nobody'
  | 'one'
  | 'two'
  | 'crowd'
  | 'servicePrincipal'
  | 'guest'
  | 'disabled'
  | 'disabledAndOne'
  | 'personAndServicePrincipal'
  | 'owner'
  | 'secondOwner'
  | 'bothOwners'
  | 'manager'
  | 'administrator'

export const ownerWeights: readonly [readonly [OwnerGroup, number], ...(readonly [OwnerGroup, number])[]] = [
  ['one', 470],
  ['two', 260],
  ['nobody', 120],
  ['disabled', 45],
  ['disabledAndOne', 35],
  ['guest', 30],
  ['servicePrincipal', 20],
  ['personAndServicePrincipal', 15],
  ['crowd', 2],
]

/** More than the 20 that `$expand` returns. */
const crowdSize = 25

/** The owners' ids; `servicePrincipalId` stands in where an owner is no person. */
export function chooseOwners(
  group: OwnerGroup,
  { cast, members, disabled, guests }: SeededPeople,
  random: Random,
  servicePrincipalId: string,
): readonly string[] {
  const anyOf = (people: SeededPeople['members']) => people[random.integer(people.length)]?.id ?? cast.manager.id
  switch (group) {
    case 'nobody':
      return nobody
    case 'one':
      return [anyOf(members)]
    case 'two':
      return [...new Set([anyOf(members), anyOf(members)])]
    case 'crowd':
      return members.slice(0, crowdSize).map(({ id }) => id)
    case 'servicePrincipal':
      return [servicePrincipalId]
    case 'personAndServicePrincipal':
      return [anyOf(members), servicePrincipalId]
    case 'guest':
      return [anyOf(guests)]
    case 'disabled':
      return [anyOf(disabled)]
    case 'disabledAndOne':
      return [anyOf(disabled), anyOf(members)]
    case 'bothOwners':
      return [cast.owner.id, cast.secondOwner.id]
    default:
      return [cast[group].id]
  }
}

const nobody: readonly string[] = []
