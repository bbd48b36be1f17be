import { stageReached } from '../../domain/alert.ts'
import { isOpenAt } from '../../domain/exclusion.ts'
import type { PolicyLists, PolicyMessage, StandingWord } from '../../domain/messages/policy.ts'
import type { PersonRef } from '../../domain/person.ts'
import type { AppContext, Decisions, SeenHolder } from '../../ports.ts'
import { type Actor, isAdministrator } from '../actor.ts'
import { ownerGaps } from '../ownership/list-orphans.ts'

type Powers = Pick<AppContext, 'holders' | 'approvals' | 'directory' | 'clock' | 'policy' | 'log'>

/** `/policy`: the rules for everybody; what is left alone on people's word for administrators, in their own chat. */
export async function showPolicy(ctx: Powers, actor: Actor, isPrivate: boolean): Promise<PolicyMessage> {
  const { alertDays, rotationLifetimeDays, escalateAfterDays, minimumOwners, dryRun } = ctx.policy
  const seesAll = isPrivate && (await isAdministrator(ctx, actor))
  return {
    is: 'policy',
    alertDays,
    rotationLifetimeDays,
    escalateAfterDays,
    minimumOwners,
    belowMinimum: (await ownerGaps(ctx, () => true)).length,
    dryRun,
    forAdministrators: seesAll ? await listsFor(ctx) : null,
  }
}

async function listsFor(ctx: Powers): Promise<PolicyLists> {
  const [decisions, administrators] = await Promise.all([ctx.approvals.all(), administratorNames(ctx)])
  const now = ctx.clock.now()
  const about = [...decisions.snoozes, ...decisions.stillInUse].map(({ objectId }) => objectId)
  const holders = await ctx.holders.getMany([...new Set(about)])
  return {
    administrators,
    exclusions: decisions.exclusions.filter((one) => isOpenAt(one, now)).toSorted(bySoonestEnd),
    snoozes: openSnoozes(decisions, holders, now),
    stillInUse: openWords(ctx, decisions, holders, now),
  }
}

/** The settings hold ids; a name that cannot be read now stays an id. */
async function administratorNames(ctx: Pick<Powers, 'directory' | 'policy' | 'log'>): Promise<PersonRef[]> {
  const { personIds, groupId } = ctx.policy.administrators
  try {
    const byId = await ctx.directory.people(personIds)
    const members = groupId === undefined ? [] : await ctx.directory.membersOf(groupId)
    const listed = personIds.map((personId) => byId.get(personId) ?? { personId, displayName: null })
    return [...new Map([...listed, ...members].map((person) => [person.personId, person])).values()]
  } catch (error) {
    ctx.log.warn({ error: String(error) }, 'Administrators could not be read')
    return personIds.map((personId) => ({ personId, displayName: null }))
  }
}

function openSnoozes({ snoozes }: Decisions, holders: ReadonlyMap<string, SeenHolder>, now: Date): StandingWord[] {
  return snoozes
    .filter(({ untilAt }) => untilAt > now)
    .toSorted(bySoonestEnd)
    .flatMap(({ objectId, keyId, snoozedBy: by, reason: why, isDeclined, untilAt }) => {
      const reason = isDeclined ? `Renewal declined: ${why ?? ''}` : why
      return standing(holders.get(objectId), keyId, { by, reason, untilAt })
    })
}

/** Those of credentials that are due: before that, the word changes nothing. */
function openWords(
  ctx: Pick<Powers, 'policy'>,
  { stillInUse }: Decisions,
  holders: ReadonlyMap<string, SeenHolder>,
  now: Date,
): StandingWord[] {
  return stillInUse.flatMap(({ objectId, keyId, saidBy: by, reason }) => {
    const seen = holders.get(objectId)
    const isDue = seen?.credentials.some(
      (one) => one.keyId === keyId && stageReached(one, now, ctx.policy.alertDays) !== undefined,
    )
    return isDue === true ? standing(seen, keyId, { by, reason, untilAt: null }) : []
  })
}

/** Empty once the application or the credential is gone. */
function standing(
  holder: SeenHolder | undefined,
  keyId: string,
  said: Pick<StandingWord, 'by' | 'reason' | 'untilAt'>,
): StandingWord[] {
  const credential = holder?.credentials.find((one) => one.keyId === keyId)
  return holder === undefined || credential === undefined ? [] : [{ holder, credential, ...said }]
}

function bySoonestEnd(one: { readonly untilAt: Date }, other: { readonly untilAt: Date }): number {
  return one.untilAt.getTime() - other.untilAt.getTime()
}
