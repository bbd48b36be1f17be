import { isReachable, type Person } from '../../domain/person.ts'
import type { AppContext } from '../../ports.ts'

/** Reachable administrators: those known by id, and the members of their group. */
export async function readAdministrators({
  directory,
  policy,
}: Pick<AppContext, 'directory' | 'policy'>): Promise<Person[]> {
  const { personIds, groupId } = policy.administrators
  const [byId, members] = await Promise.all([
    directory.people(personIds),
    groupId === undefined ? [] : directory.membersOf(groupId),
  ])
  const all = [...byId.values(), ...members].filter(isReachable)
  return [...new Map(all.map((person) => [person.personId, person])).values()]
}
