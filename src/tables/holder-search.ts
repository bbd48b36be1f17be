import { reachableOwners } from '../domain/person.ts'
import { searchName } from '../domain/search-name.ts'
import type { HolderFilter, SeenHolder } from '../ports.ts'
import type { Properties } from './table.ts'

/** What stands beside the JSON, so that a search reads these alone of all holders, and whole rows of the few that fit. */
export const searched: readonly string[] = ['searchName', 'ownerIds', 'reachableOwners']

/** Longer values are left out, since a row holds so much: those holders are read whole by every search. */
const MOST_CHARACTERS = 8_000

export function searchProperties(seen: SeenHolder): Properties {
  const texts = { searchName: searchName(seen).toWellFormed(), ownerIds: ownerIdsOf(seen).join() }
  const kept = Object.entries(texts).filter(([, text]) => text.length <= MOST_CHARACTERS)
  return { ...Object.fromEntries(kept), reachableOwners: reachableOwners(seen.owners).length }
}

export function isSearch({ named, ownedBy, ownersBelow }: HolderFilter): boolean {
  return named !== undefined || ownedBy !== undefined || ownersBelow !== undefined
}

/** False: surely not among those that are searched for. A row of an earlier format may be. */
export function mayMatch(properties: Properties, { named, ownedBy, ownersBelow }: HolderFilter): boolean {
  const { searchName: name, ownerIds, reachableOwners: count } = properties
  const mayBeNamed = named === undefined || typeof name !== 'string' || name.includes(named)
  const mayBeOwned = ownedBy === undefined || typeof ownerIds !== 'string' || ownerIds.includes(ownedBy)
  const mayLackOwners = ownersBelow === undefined || typeof count !== 'number' || count < ownersBelow
  return mayBeNamed && mayBeOwned && mayLackOwners
}

export function matches(seen: SeenHolder, { named, ownedBy, ownersBelow }: HolderFilter): boolean {
  const isNamed = named === undefined || searchName(seen).includes(named)
  const isOwned = ownedBy === undefined || ownerIdsOf(seen).includes(ownedBy)
  return isNamed && isOwned && (ownersBelow === undefined || reachableOwners(seen.owners).length < ownersBelow)
}

function ownerIdsOf({ owners }: SeenHolder): string[] {
  return owners.flatMap((owner) => (owner.type === 'user' ? [owner.personId] : []))
}
