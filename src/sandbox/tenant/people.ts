import { recordUserDeletion } from './audit-entries.ts'
import type { DirectoryEntry, StoredUser } from './directory-object.ts'
import type { TenantState } from './tenant-state.ts'

/** People who have not left, and what can happen to them. Unknown ids throw. */
export interface People {
  people(): readonly StoredUser[]
  person(personId: string): StoredUser | undefined
  managerOf(personId: string): StoredUser | undefined
  /** People right below. */
  reportsOf(personId: string): readonly StoredUser[]
  setAccountEnabled(personId: string, isEnabled: boolean): void
  /**
   * Soft deletion: the person disappears as user, owner and manager. Links come back on restore and leave no
   * "Remove owner" audit entry; Microsoft documents neither, so this is an assumption.
   */
  leave(personId: string): void
  restore(personId: string): void
  /** Direct members of a group. */
  membersOf(groupId: string): readonly DirectoryEntry[]
  transitiveMembersOf(groupId: string): readonly DirectoryEntry[]
}

export function peopleOf(state: TenantState): People {
  const { users, deletedUsers } = state

  function known(personId: string): StoredUser {
    const user = users.get(personId)
    if (user === undefined) throw new RangeError(`The tenant has no person ${personId}`)
    return user
  }

  function membersOf(groupId: string): DirectoryEntry[] {
    return (state.groups.get(groupId)?.memberIds ?? []).flatMap((id) => entryOf(state, id) ?? [])
  }

  function transitiveMembersOf(groupId: string, seen = new Set<string>()): DirectoryEntry[] {
    seen.add(groupId)
    return membersOf(groupId).flatMap((entry) => {
      if (seen.has(entry.object.id)) return []
      if (entry.type === 'group') return [entry, ...transitiveMembersOf(entry.object.id, seen)]
      seen.add(entry.object.id)
      return [entry]
    })
  }

  return {
    people: users.all,
    person: users.get,
    managerOf: (personId) => users.get(state.managerIds.get(personId) ?? ''),
    reportsOf: (personId) => users.all().filter(({ id }) => state.managerIds.get(id) === personId),
    setAccountEnabled(personId, isEnabled) {
      known(personId).accountEnabled = isEnabled
    },
    leave(personId) {
      const user = known(personId)
      users.remove(personId)
      user.deletedDateTime = state.now().toISOString()
      deletedUsers.set(personId, user)
      recordUserDeletion(state, user)
    },
    restore(personId) {
      const user = deletedUsers.get(personId)
      if (user === undefined) throw new RangeError(`Person ${personId} is not in the deleted items`)
      deletedUsers.delete(personId)
      user.deletedDateTime = null
      users.add(user)
    },
    membersOf,
    transitiveMembersOf: (groupId) => transitiveMembersOf(groupId),
  }
}

/** Whatever a mixed list names by `id`; undefined where it is deleted. */
export function entryOf(state: TenantState, id: string): DirectoryEntry | undefined {
  const user = state.users.get(id)
  if (user !== undefined) return { type: 'user', object: user }
  const servicePrincipal = state.holders.servicePrincipal.seen(id)
  if (servicePrincipal !== undefined) return { type: 'servicePrincipal', object: servicePrincipal }
  const application = state.holders.application.seen(id)
  if (application !== undefined) return { type: 'application', object: application }
  const group = state.groups.get(id)
  return group === undefined ? undefined : { type: 'group', object: group }
}
