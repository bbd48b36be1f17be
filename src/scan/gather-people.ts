import { messageOf } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import { isReachable, type Person, type PersonRef, type PersonWithManager } from '../domain/person.ts'
import type { Situation } from '../domain/situation.ts'
import type { AppContext } from '../ports.ts'

type Powers = Pick<AppContext, 'directory' | 'people' | 'policy'>

/**
 * Everybody in line behind the owners of these findings, as Entra shows them now, with what we remember of those that it
 * does not show any more. Who cannot be read becomes a problem; whoever was only reachable through them is told later.
 */
export async function gatherPeople(
  ctx: Powers,
  findings: readonly Finding[],
  problems: string[],
): Promise<Pick<Situation, 'people' | 'rememberedManagers' | 'administrators'>> {
  if (findings.length === 0) return { people: new Map(), rememberedManagers: new Map(), administrators: [] }
  const owners = await readLine(ctx, everyOwner(findings), problems)
  const managers = await readLine(ctx, managerIds(owners), problems)
  const nextManagers = await readPeople(ctx, managerIds(managers), problems)
  return {
    people: new Map([...nextManagers, ...managers.people, ...owners.people]),
    rememberedManagers: new Map([...managers.remembered, ...owners.remembered]),
    administrators: await administrators(ctx, problems),
  }
}

/** One step of the line: people, and the managers that we remember of those who are gone. */
interface Line {
  readonly people: ReadonlyMap<string, PersonWithManager>
  readonly remembered: ReadonlyMap<string, PersonRef>
}

async function readLine(ctx: Powers, personIds: readonly string[], problems: string[]): Promise<Line> {
  const people = await readPeople(ctx, personIds, problems)
  const known = await ctx.people.getMany(personIds)
  const remembered = [...known].flatMap(([personId, { manager }]) =>
    manager === null ? [] : [[personId, manager] as const],
  )
  return { people, remembered: new Map(remembered) }
}

async function readPeople(
  ctx: Pick<Powers, 'directory'>,
  personIds: readonly string[],
  problems: string[],
): Promise<ReadonlyMap<string, PersonWithManager>> {
  try {
    return await ctx.directory.people(personIds)
  } catch (error) {
    const problem = `Could not read the people behind owners: ${messageOf(error)}`
    if (!problems.includes(problem)) problems.push(problem)
    return new Map()
  }
}

function everyOwner(findings: readonly Finding[]): string[] {
  const ids = findings.flatMap(({ owners, formerOwners }) => [
    ...owners.flatMap((owner) => (owner.type === 'user' ? [owner.personId] : [])),
    ...formerOwners.map(({ personId }) => personId),
  ])
  return [...new Set(ids)]
}

function managerIds({ people, remembered }: Line): string[] {
  const current = [...people.values()].flatMap(({ manager }) => (manager === null ? [] : [manager.personId]))
  return [...new Set([...current, ...[...remembered.values()].map(({ personId }) => personId)])]
}

/** Administrators by id, and the members of their group. Whoever cannot be read is told all the same: they are the last. */
async function administrators({ directory, policy }: Powers, problems: string[]): Promise<Person[]> {
  const { personIds, groupId } = policy.administrators
  const read = await directory.people(personIds).catch((): undefined => undefined)
  const byId = read ?? new Map(personIds.map((personId) => [personId, { ...unknownPerson, personId }]))
  const members = groupId === undefined ? [] : await readMembers(directory, groupId, problems)
  const all = [...byId.values(), ...members].filter(isReachable)
  return [...new Map(all.map((person) => [person.personId, person])).values()]
}

const unknownPerson: Omit<Person, 'personId'> = {
  displayName: null,
  mail: null,
  userPrincipalName: null,
  accountEnabled: null,
  userType: null,
}

async function readMembers(
  directory: AppContext['directory'],
  groupId: string,
  problems: string[],
): Promise<readonly Person[]> {
  try {
    return await directory.membersOf(groupId)
  } catch (error) {
    problems.push(`Could not read ADMIN_GROUP_ID: ${messageOf(error)}`)
    return []
  }
}
