import { latestTold, type Told } from '../domain/alert.ts'
import type { Snooze } from '../domain/approval.ts'
import { DAY_MS } from '../domain/credential.ts'
import { currentKeyId } from '../domain/enrollment.ts'
import type { Finding } from '../domain/finding.ts'
import { answersAlertsUntil } from '../domain/schedule.ts'
import { cardKey, credentialKey, type Decided, type Situation } from '../domain/situation.ts'
import type { AppContext } from '../ports.ts'
import { gatherPeople } from './gather-people.ts'

type Powers = Pick<
  AppContext,
  | 'directory'
  | 'people'
  | 'cards'
  | 'lists'
  | 'rotations'
  | 'approvals'
  | 'clock'
  | 'policy'
  | 'enrollments'
  | 'holders'
>

/** Every read that the plan needs, done before it: the plan itself is pure. */
export async function gatherSituation(
  ctx: Powers,
  findings: readonly Finding[],
  problems: string[],
): Promise<Situation> {
  const [told, decided] = await Promise.all([gatherTold(ctx), gatherDecided(ctx)])
  const { escalateAfterDays, administratorsChannelId } = ctx.policy
  const unanswered = unansweredSince(told, new Date(decided.now.getTime() - escalateAfterDays * DAY_MS))
  const beyondOwners = findings.filter(({ orphaned, holder, credential }) => {
    return orphaned || unanswered.has(credentialKey(holder.objectId, credential.keyId))
  })
  return {
    ...decided,
    told,
    ...(await gatherPeople(ctx, beyondOwners, problems)),
    administratorsChannelId,
    escalateAfterDays,
  }
}

/** Cheap enough to be read again while a pass sends its cards: decisions go on meanwhile. */
export async function gatherDecided(
  ctx: Pick<Powers, 'rotations' | 'approvals' | 'clock' | 'policy' | 'enrollments' | 'holders'>,
): Promise<Decided> {
  const [open, { approvals, snoozes, stillInUse, exclusions }] = await Promise.all([
    ctx.rotations.open(),
    ctx.approvals.all(),
  ])
  const now = ctx.clock.now()
  // In a dry run the schedule rotates nothing, so it answers no alert.
  const unattended = ctx.policy.dryRun ? new Map<string, Date>() : await gatherUnattended(ctx, snoozes, now)
  return {
    now,
    openRotations: new Map(open.map((item) => [credentialKey(item.holder.objectId, item.old.keyId), item])),
    approvals: new Map(approvals.map((item) => [credentialKey(item.objectId, item.keyId), item])),
    snoozes: new Map(snoozes.map((item) => [credentialKey(item.objectId, item.keyId), item])),
    stillInUse: new Map(stillInUse.map((item) => [credentialKey(item.objectId, item.keyId), item])),
    unattended,
    exclusions: new Map(exclusions.map((item) => [item.holder.clientId, item])),
  }
}

/** Until when the schedule answers the alerts about each enrolled application's secret of now. */
async function gatherUnattended(
  ctx: Pick<Powers, 'enrollments' | 'rotations' | 'holders'>,
  snoozes: readonly Snooze[],
  now: Date,
): Promise<ReadonlyMap<string, Date>> {
  const enrollments = await ctx.enrollments.all()
  const seen = await ctx.holders.getMany(enrollments.map(({ holder }) => holder.objectId))
  const until = new Map<string, Date>()
  for (const enrollment of enrollments) {
    const { objectId } = enrollment.holder
    const rotations = await ctx.rotations.about(objectId)
    const keyId = currentKeyId(enrollment, rotations)
    const credential = seen.get(objectId)?.credentials.find((one) => one.keyId === keyId)
    if (credential === undefined) continue
    const own = snoozes.filter((snooze) => snooze.objectId === objectId)
    const at = answersAlertsUntil(enrollment, { credential, rotations, snoozes: own }, now)
    if (at !== null) until.set(credentialKey(objectId, keyId), at)
  }
  return until
}

/** What was told by cards and by lists. */
async function gatherTold(ctx: Pick<Powers, 'cards' | 'lists'>): Promise<Situation['told']> {
  const told = new Map<string, Readonly<Record<string, Told>>>()
  const add = (key: string, more: Readonly<Record<string, Told>>) => told.set(key, latestTold(told.get(key), more))
  for await (const card of ctx.cards.all()) add(cardKey(card.objectId, card.person.personId), card.told)
  for await (const { person, rows } of ctx.lists.all()) {
    for (const row of rows) add(cardKey(row.holder.objectId, person.personId), row.told)
  }
  return told
}

/** Credentials that somebody has known to be urgent since before `since`. */
function unansweredSince(told: Situation['told'], since: Date): ReadonlySet<string> {
  const found = new Set<string>()
  for (const [key, byKeyId] of told) {
    const [objectId = ''] = key.split(':')
    for (const [keyId, { urgentAt }] of Object.entries(byKeyId)) {
      if (urgentAt !== null && urgentAt <= since) found.add(credentialKey(objectId, keyId))
    }
  }
  return found
}
