import type { Holder } from '../domain/holder.ts'
import { isReachable, type PersonRef, reachableOwners } from '../domain/person.ts'
import type { AppContext } from '../ports.ts'
import { mayAgree } from './rotation/choose-approvers.ts'

/** Who acts, as Teams vouches for it: `from.aadObjectId` of an authenticated activity, never anything typed. */
export type Actor = PersonRef

/** Why someone may act on an application. */
export type Standing = 'owner' | 'told' | 'administrator' | 'approver'

type Powers = Pick<AppContext, 'directory' | 'cards' | 'policy' | 'rotations' | 'approvals'>

/** A person with a right to act, named as Entra names them: the name in an activity is only what a client sent. */
export interface Entitled {
  readonly person: PersonRef
  readonly standing: Standing
}

/**
 * The right to act, read from Entra at this moment: an owner; for an application without reachable owner whoever was
 * told about it; an administrator. Disabled, deleted and guest accounts have none.
 */
export async function entitlementOf(ctx: Powers, actor: Actor, holder: Holder): Promise<Entitled | undefined> {
  const person = await liveAccount(ctx, actor)
  if (person === undefined) return undefined
  const owners = reachableOwners(holder.owners)
  if (owners.some(({ personId }) => personId === actor.personId)) return { person, standing: 'owner' }
  if (await isListedAdministrator(ctx, actor)) return { person, standing: 'administrator' }
  if (owners.length === 0 && (await standsIn(ctx, actor, holder))) return { person, standing: 'told' }
  return (await isApprover(ctx, actor, holder)) ? { person, standing: 'approver' } : undefined
}

/** Told in the place of an owner. Who was told as an administrator, or asked to agree, is only that while they are. */
async function standsIn(ctx: Powers, { personId }: Actor, { objectId }: Holder): Promise<boolean> {
  const cards = await ctx.cards.about(objectId)
  const because = cards.find(({ person }) => person.personId === personId)?.because
  return because != null && because.is !== 'administrator' && because.is !== 'approver'
}

/** Whoever was asked to agree to an open request, and would be asked now, may answer it, and nothing else. */
async function isApprover(ctx: Powers, actor: Actor, holder: Holder): Promise<boolean> {
  const [rotations, { removalRequests }] = await Promise.all([
    ctx.rotations.about(holder.objectId),
    ctx.approvals.about(holder.objectId),
  ])
  const requests = rotations.flatMap(({ state, request }) =>
    state === 'proposed' && request !== null ? [request] : [],
  )
  for (const { approvers, requestedBy } of [...requests, ...removalRequests]) {
    const wasAsked = approvers.some(({ personId }) => personId === actor.personId)
    if (wasAsked && (await mayAgree(ctx, holder, requestedBy, actor))) return true
  }
  return false
}

/** Whether this person may run administrators' commands, read from Entra at this moment. */
export async function isAdministrator(ctx: Pick<Powers, 'directory' | 'policy'>, actor: Actor): Promise<boolean> {
  return (await liveAccount(ctx, actor)) !== undefined && (await isListedAdministrator(ctx, actor))
}

/** The account behind an actor, named as Entra names it; undefined for disabled, deleted and guest accounts. */
export async function liveAccount(ctx: Pick<Powers, 'directory'>, { personId }: Actor): Promise<PersonRef | undefined> {
  const person = (await ctx.directory.people([personId])).get(personId)
  if (person === undefined || !isReachable(person)) return undefined
  return { personId, displayName: person.displayName }
}

async function isListedAdministrator(ctx: Pick<Powers, 'directory' | 'policy'>, actor: Actor): Promise<boolean> {
  const { personIds, groupId } = ctx.policy.administrators
  if (personIds.includes(actor.personId)) return true
  return groupId !== undefined && (await ctx.directory.isMemberOf(groupId, actor.personId))
}
