import type { Stage } from '../domain/alert.ts'
import type { Finding } from '../domain/finding.ts'
import { isReachable, type Person, type PersonRef, type PersonWithManager } from '../domain/person.ts'
import { cardKey, credentialKey, type Decided, type Situation } from '../domain/situation.ts'
import type { AppContext } from '../ports.ts'

type Powers = Pick<AppContext, 'directory' | 'people' | 'cards' | 'rotations' | 'approvals' | 'clock' | 'policy'>

/**
 * Every read that the plan needs, done before it: the plan itself is pure. People who cannot be read become a problem
 * of this pass; whoever was only reachable through them is told by the next one.
 */
export async function gatherSituation(
  ctx: Powers,
  findings: readonly Finding[],
  problems: string[],
): Promise<Situation> {
  const [sent, decided] = await Promise.all([sentCards(ctx), gatherDecided(ctx)])
  const outOfReach = peopleOutOfReach(findings)
  const people = await readPeople(ctx, outOfReach, problems)
  const remembered = await rememberedManagers(ctx, outOfReach)
  const managers = await readPeople(ctx, managerIds(people, remembered), problems)

  return {
    ...decided,
    ...sent,
    people: new Map([...people, ...managers]),
    rememberedManagers: remembered,
    administrators: findings.some(({ orphaned }) => orphaned) ? await administrators(ctx, problems) : [],
  }
}

/** The last resort of orphaned applications: administrators by id, and the members of their group. */
async function administrators(ctx: Pick<Powers, 'directory' | 'policy'>, problems: string[]): Promise<Person[]> {
  const { personIds, groupId } = ctx.policy.administrators
  const byId = await readPeople(ctx, personIds, problems)
  const members = groupId === undefined ? [] : await readMembers(ctx, groupId, problems)
  return [...new Map([...byId.values(), ...members].map((person) => [person.personId, person])).values()].filter(
    isReachable,
  )
}

async function readMembers(
  ctx: Pick<Powers, 'directory'>,
  groupId: string,
  problems: string[],
): Promise<readonly Person[]> {
  try {
    return await ctx.directory.membersOf(groupId)
  } catch (error) {
    problems.push(`Could not read ADMIN_GROUP_ID: ${error instanceof Error ? error.message : String(error)}`)
    return []
  }
}

/** Cheap enough to be read again while a pass sends its cards: decisions go on meanwhile. */
export async function gatherDecided(ctx: Pick<Powers, 'rotations' | 'approvals' | 'clock'>): Promise<Decided> {
  const [open, { approvals, snoozes, stillInUse, exclusions }] = await Promise.all([
    ctx.rotations.open(),
    ctx.approvals.all(),
  ])
  return {
    now: ctx.clock.now(),
    openRotations: new Map(open.map((item) => [credentialKey(item.holder.objectId, item.old.keyId), item])),
    approvals: new Map(approvals.map((item) => [credentialKey(item.objectId, item.keyId), item])),
    snoozes: new Map(snoozes.map((item) => [credentialKey(item.objectId, item.keyId), item])),
    stillInUse: new Map(stillInUse.map((item) => [credentialKey(item.objectId, item.keyId), item])),
    exclusions: new Map(exclusions.map((item) => [item.holder.clientId, item])),
  }
}

async function readPeople(
  ctx: Pick<Powers, 'directory'>,
  personIds: readonly string[],
  problems: string[],
): Promise<ReadonlyMap<string, PersonWithManager>> {
  try {
    return await ctx.directory.people(personIds)
  } catch (error) {
    problems.push(
      `Could not read ${personIds.length} people: ${error instanceof Error ? error.message : String(error)}`,
    )
    return new Map()
  }
}

async function sentCards(ctx: Pick<Powers, 'cards'>): Promise<Pick<Situation, 'told' | 'toldAt'>> {
  const told = new Map<string, Readonly<Record<string, Stage>>>()
  const toldAt = new Map<string, Date>()
  for await (const card of ctx.cards.all()) {
    const key = cardKey(card.objectId, card.person.personId)
    told.set(key, card.told)
    toldAt.set(key, card.at)
  }
  return { told, toldAt }
}

/** People whom only orphaned applications lead to; nobody else is read again. */
function peopleOutOfReach(findings: readonly Finding[]): string[] {
  const ids = new Set<string>()
  for (const finding of findings.filter(({ orphaned }) => orphaned)) {
    for (const owner of finding.owners) if (owner.type === 'user') ids.add(owner.personId)
    for (const { personId } of finding.formerOwners) ids.add(personId)
  }
  return [...ids]
}

async function rememberedManagers(
  ctx: Pick<Powers, 'people'>,
  personIds: readonly string[],
): Promise<Map<string, PersonRef>> {
  const remembered = await ctx.people.getMany(personIds)
  return new Map([...remembered].flatMap(([personId, { manager }]) => (manager === null ? [] : [[personId, manager]])))
}

function managerIds(
  people: ReadonlyMap<string, PersonWithManager>,
  remembered: ReadonlyMap<string, PersonRef>,
): string[] {
  const current = [...people.values()].flatMap(({ manager }) => (manager === null ? [] : [manager.personId]))
  return [...new Set([...current, ...[...remembered.values()].map(({ personId }) => personId)])]
}
