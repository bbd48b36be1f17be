import { needsAttention, stageReached } from '../domain/alert.ts'
import { type Credential, DAY_MS, daysLeft, isExpiredAt } from '../domain/credential.ts'
import type { ApplicationRow } from '../domain/message.ts'
import { personName, reachableOwners } from '../domain/person.ts'
import { successorOf } from '../domain/superseded.ts'
import type { AppContext, SeenHolder } from '../ports.ts'

type Powers = Pick<AppContext, 'holders' | 'rotations' | 'clock' | 'policy'>

/**
 * Credentials that end within `days`, as the last pass saw them, soonest first. Expired ones only while nothing valid
 * of their kind is left beside them.
 */
export async function expiringRows(
  ctx: Powers,
  days: number,
  wants: (holder: SeenHolder) => boolean,
): Promise<ApplicationRow[]> {
  const now = ctx.clock.now()
  const before = new Date(now.getTime() + days * DAY_MS)
  const madeByKeyturn = await ctx.rotations.successors()
  const rows: ApplicationRow[] = []
  for await (const holder of ctx.holders.list({ expiringBefore: before })) {
    if (!wants(holder)) continue
    for (const credential of holder.credentials.filter((item) => endsBefore(item, before))) {
      const stage = stageReached(credential, now, ctx.policy.alertDays) ?? null
      if (stage !== null && !needsAttention(credential, holder.credentials, stage, now)) continue
      rows.push(rowOf(holder, credential, ctx, madeByKeyturn))
    }
  }
  return rows.toSorted(byUrgency(now))
}

/** One row for each holder that has credentials: the one that ends first among those still in use. */
export async function holderRows(ctx: Powers, wants: (holder: SeenHolder) => boolean): Promise<ApplicationRow[]> {
  const now = ctx.clock.now()
  const madeByKeyturn = await ctx.rotations.successors()
  const rows: ApplicationRow[] = []
  for await (const holder of ctx.holders.list({})) {
    if (!wants(holder)) continue
    const soonest = soonestOf(holder, now)
    if (soonest !== undefined) rows.push(rowOf(holder, soonest, ctx, madeByKeyturn))
  }
  return rows.toSorted(byUrgency(now))
}

function rowOf(
  holder: SeenHolder,
  credential: Credential,
  ctx: Pick<Powers, 'clock' | 'policy'>,
  madeByKeyturn: ReadonlyMap<string, string>,
): ApplicationRow {
  const now = ctx.clock.now()
  const evidence = { madeByKeyturn, lastSignInAt: new Map<string, Date>() }
  return {
    holder,
    credential,
    stage: stageReached(credential, now, ctx.policy.alertDays) ?? null,
    daysLeft: daysLeft(credential.endAt, now),
    orphaned: holder.orphaned,
    superseded: successorOf(credential, holder.credentials, now, evidence) !== undefined,
    ownerNames: reachableOwners(holder.owners).map(personName),
  }
}

function soonestOf(holder: SeenHolder, now: Date): Credential | undefined {
  const relevant = holder.credentials.filter((credential) => {
    const isLeftover = isExpiredAt(credential, now) && !needsAttention(credential, holder.credentials, 'expired', now)
    return !isLeftover
  })
  return relevant.toSorted((a, b) => endOf(a) - endOf(b))[0]
}

function endsBefore(credential: Credential, instant: Date): boolean {
  return credential.endAt !== null && credential.endAt < instant
}

/** What still runs comes first, soonest end on top; then what has expired, most recent first: old leftovers last. */
function byUrgency(now: Date): (a: ApplicationRow, b: ApplicationRow) => number {
  const rank = ({ credential }: ApplicationRow) => {
    const left = endOf(credential) - now.getTime()
    return left > 0 ? left : Number.MAX_SAFE_INTEGER - left
  }
  return (a, b) => rank(a) - rank(b)
}

function endOf(credential: Pick<Credential, 'endAt'>): number {
  return credential.endAt?.getTime() ?? Number.POSITIVE_INFINITY
}
