import type { Holder } from '../domain/holder.ts'
import { isReachable, type PersonRef, reachableOwners } from '../domain/person.ts'
import type { AppContext } from '../ports.ts'

/** Who acts, as Teams vouches for it: `from.aadObjectId` of an authenticated activity, never anything typed. */
export type Actor = PersonRef

/** Why someone may act on an application. */
export type Standing = 'owner' | 'told' | 'administrator'

type Powers = Pick<AppContext, 'directory' | 'cards' | 'policy'>

/**
 * The right to act, read from Entra at this moment: an owner; for an application without reachable owner whoever was
 * told about it; an administrator. Disabled, deleted and guest accounts have none.
 */
export async function standingOf(ctx: Powers, actor: Actor, holder: Holder): Promise<Standing | undefined> {
  if (!(await isLiveAccount(ctx, actor))) return undefined
  const owners = reachableOwners(holder.owners)
  if (owners.some(({ personId }) => personId === actor.personId)) return 'owner'
  if (await isListedAdministrator(ctx, actor)) return 'administrator'
  if (owners.length > 0) return undefined
  const cards = await ctx.cards.about(holder.objectId)
  return cards.some(({ person, because }) => person.personId === actor.personId && because !== null)
    ? 'told'
    : undefined
}

/** Whether this person may run administrators' commands, read from Entra at this moment. */
export async function isAdministrator(ctx: Pick<Powers, 'directory' | 'policy'>, actor: Actor): Promise<boolean> {
  return (await isLiveAccount(ctx, actor)) && (await isListedAdministrator(ctx, actor))
}

async function isLiveAccount(ctx: Pick<Powers, 'directory'>, actor: Actor): Promise<boolean> {
  const person = (await ctx.directory.people([actor.personId])).get(actor.personId)
  return person !== undefined && isReachable(person)
}

async function isListedAdministrator(ctx: Pick<Powers, 'directory' | 'policy'>, actor: Actor): Promise<boolean> {
  const { personIds, groupId } = ctx.policy.administrators
  if (personIds.includes(actor.personId)) return true
  return groupId !== undefined && (await ctx.directory.isMemberOf(groupId, actor.personId))
}
