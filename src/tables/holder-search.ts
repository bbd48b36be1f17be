import { searchName } from '../domain/search-name.ts'
import type { HolderFilter, SeenHolder } from '../ports.ts'
import type { Properties } from './table.ts'

/** What stands beside the JSON, so that a search reads these alone of all holders, and whole rows of the few that fit. */
export const searched: readonly string[] = ['searchName', 'ownerIds']

/** Longer values are left out, since a row holds so much: those holders are read whole by every search. */
const MOST_CHARACTERS = 8_000

export function searchProperties(seen: SeenHolder): Properties {
  const values = { searchName: searchName(seen).toWellFormed(), ownerIds: ownerIdsOf(seen).join() }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value.length <= MOST_CHARACTERS))
}

/** False: surely not among those that are searched for. */
export function mayMatch({ searchName: name, ownerIds }: Properties, { named, ownedBy }: HolderFilter): boolean {
  const mayBeNamed = named === undefined || typeof name !== 'string' || name.includes(named)
  const mayBeOwned = ownedBy === undefined || typeof ownerIds !== 'string' || ownerIds.includes(ownedBy)
  return mayBeNamed && mayBeOwned
}

export function matches(seen: SeenHolder, { named, ownedBy }: HolderFilter): boolean {
  const isNamed = named === undefined || searchName(seen).includes(named)
  return isNamed && (ownedBy === undefined || ownerIdsOf(seen).includes(ownedBy))
}

function ownerIdsOf({ owners }: SeenHolder): string[] {
  return owners.flatMap((owner) => (owner.type === 'user' ? [owner.personId] : []))
}
