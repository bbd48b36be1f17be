import type { Holder } from '../../domain/holder.ts'
import { isReachable, type PersonRef, reachableOwners } from '../../domain/person.ts'
import type { AppContext } from '../../ports.ts'

type Powers = Pick<AppContext, 'directory' | 'policy'>

/**
 * Who may agree to somebody's wish, in the order in which they are asked: another owner, the manager of whoever asks,
 * then the administrators. Live accounts as Entra knows them now, never whoever asks; groups without anybody are left out.
 */
export async function approversFor(
  ctx: Powers,
  holder: Holder,
  requestedBy: PersonRef | null,
): Promise<readonly (readonly PersonRef[])[]> {
  const isOther = ({ personId }: PersonRef) => personId !== requestedBy?.personId
  const groups = [reachableOwners(holder.owners), await managerOf(ctx, requestedBy), await administrators(ctx)]
  return groups.map((people) => people.filter(isOther).map(refOf)).filter((people) => people.length > 0)
}

/** Whether this person would be asked to agree if it were asked now; having been asked before is not enough. */
export async function mayAgree(
  ctx: Powers,
  holder: Holder,
  requestedBy: PersonRef | null,
  { personId }: PersonRef,
): Promise<boolean> {
  const groups = await approversFor(ctx, holder, requestedBy)
  return groups.flat().some((person) => person.personId === personId)
}

/** Whether anybody would hear of what this person decides alone. */
export async function hasWitness(ctx: Powers, { personId }: PersonRef): Promise<boolean> {
  if (ctx.policy.administratorsChannelId !== undefined) return true
  return (await administrators(ctx)).some((other) => other.personId !== personId)
}

export const noWitness =
  "In an emergency an administrator may decide alone, before others' eyes; here is neither an administrators' channel (ADMIN_CHANNEL_ID) nor another administrator. Nothing was changed."

async function managerOf({ directory }: Powers, person: PersonRef | null): Promise<readonly PersonRef[]> {
  if (person === null) return []
  const managerId = (await directory.people([person.personId])).get(person.personId)?.manager?.personId
  if (managerId === undefined) return []
  return [...(await directory.people([managerId])).values()].filter(isReachable)
}

async function administrators({ directory, policy }: Powers): Promise<readonly PersonRef[]> {
  const { personIds, groupId } = policy.administrators
  const [byId, members] = await Promise.all([
    directory.people(personIds),
    groupId === undefined ? [] : directory.membersOf(groupId),
  ])
  return [...byId.values(), ...members].filter(isReachable)
}

function refOf({ personId, displayName }: PersonRef): PersonRef {
  return { personId, displayName }
}
