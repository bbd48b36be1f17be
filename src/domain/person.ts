export interface PersonRef {
  /** Entra object id. */
  readonly personId: string
  readonly displayName: string | null
}

/** A user as Entra shows it. Null means that Entra did not tell, most often for want of `User.Read.All`. */
export interface Person extends PersonRef {
  readonly mail: string | null
  readonly userPrincipalName: string | null
  readonly accountEnabled: boolean | null
  readonly userType: 'Member' | 'Guest' | null
  /** Set on guests whom the tenant's policy lets own applications. */
  readonly isAdmittedGuest?: true | undefined
}

/** A person with the one above them in Entra. */
export interface PersonWithManager extends Person {
  readonly manager: PersonRef | null
}

/** What Entra lists as owner: people, but also service principals, which nobody can tell anything. */
export type Owner = (Person & { readonly type: 'user' }) | { readonly type: 'other'; readonly objectId: string }

export function personName(person: PersonRef): string {
  return person.displayName?.trim() || `Person ${person.personId.slice(0, 8)}`
}

/**
 * Whether a person can be told and can act: enabled, and no guest unless admitted. Unknown state counts as reachable,
 * because a missing permission must not make every application look orphaned.
 */
export function isReachable(person: Pick<Person, 'accountEnabled' | 'userType' | 'isAdmittedGuest'>): boolean {
  return person.accountEnabled !== false && (person.userType !== 'Guest' || person.isAdmittedGuest === true)
}

export function reachableOwners(owners: readonly Owner[]): Person[] {
  return owners.filter((owner) => owner.type === 'user').filter(isReachable)
}

/** No reachable owner: none listed, or all disabled, guests that are not admitted, or service principals. */
export function isOrphaned(owners: readonly Owner[]): boolean {
  return reachableOwners(owners).length === 0
}

/** Entra shows id and type but no field at all: the reader lacks `User.Read.All`. */
export function isHidden(owner: Person): boolean {
  return owner.displayName === null && owner.userPrincipalName === null && owner.accountEnabled === null
}
