import { needsAttention, stageReached } from '../../domain/alert.ts'
import { type Credential, DAY_MS, daysLeft, isExpiredAt } from '../../domain/credential.ts'
import { isOpenAt } from '../../domain/exclusion.ts'
import type { ApplicationRow } from '../../domain/messages/application-list.ts'
import { personName, reachableOwners } from '../../domain/person.ts'
import type { RotationState } from '../../domain/rotation.ts'
import { isSelfManaged } from '../../domain/self-managed.ts'
import { evidenceByHolder } from '../../domain/succession.ts'
import { type SupersessionEvidence, successorOf } from '../../domain/superseded.ts'
import type { AppContext, SeenHolder } from '../../ports.ts'

type Powers = Pick<AppContext, 'holders' | 'rotations' | 'successions' | 'approvals' | 'clock' | 'policy'>

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
  const records = await readRecords(ctx)
  const rows: ApplicationRow[] = []
  for await (const holder of ctx.holders.list({ expiringBefore: before })) {
    if (!wants(holder)) continue
    for (const credential of holder.credentials.filter((item) => endsBefore(item, before))) {
      const stage = stageReached(credential, now, ctx.policy.alertDays) ?? null
      if (stage !== null && !needsAttention(credential, holder.credentials, stage, now)) continue
      rows.push(rowOf(holder, credential, ctx, records))
    }
  }
  return rows.toSorted(byUrgency(now))
}

/**
 * One row for each holder: the credential that ends first among those still in use. Those without any come last. Of an
 * application and its service principal, one that has none beside the other is left out.
 */
export async function holderRows(
  ctx: Powers,
  holders: AsyncIterable<SeenHolder> | Iterable<SeenHolder>,
): Promise<ApplicationRow[]> {
  const now = ctx.clock.now()
  const records = await readRecords(ctx)
  const rows: ApplicationRow[] = []
  for await (const holder of holders) {
    rows.push(rowOf(holder, soonestOf(holder, now), ctx, records))
  }
  const told = new Set(rows.filter(({ credential }) => credential !== null).map(clientIdOf))
  const applications = new Set(rows.filter(({ holder }) => holder.kind === 'application').map(clientIdOf))
  const isEcho = (row: ApplicationRow) =>
    row.credential === null &&
    (told.has(clientIdOf(row)) || (row.holder.kind === 'servicePrincipal' && applications.has(clientIdOf(row))))
  return rows.filter((row) => !isEcho(row)).toSorted(byUrgency(now))
}

/** What is recorded about all applications, read once for a list. */
interface Records {
  readonly evidenceAbout: (objectId: string) => SupersessionEvidence
  /** Client ids. */
  readonly excluded: ReadonlySet<string>
  /** By key id. */
  readonly rotations: ReadonlyMap<string, RotationState>
}

async function readRecords(ctx: Powers): Promise<Records> {
  const [madeByKeyturn, rotating, successions, { stillInUse, exclusions }] = await Promise.all([
    ctx.rotations.successors(),
    ctx.rotations.open(),
    ctx.successions.all(),
    ctx.approvals.words(),
  ])
  const now = ctx.clock.now()
  const open = exclusions.filter((exclusion) => isOpenAt(exclusion, now))
  return {
    evidenceAbout: evidenceByHolder({ madeByKeyturn, successions, stillInUse }),
    excluded: new Set(open.map(({ holder }) => holder.clientId)),
    rotations: new Map(rotating.map(({ old, state }) => [old.keyId, state])),
  }
}

function rowOf(
  holder: SeenHolder,
  credential: Credential | null,
  ctx: Pick<Powers, 'clock' | 'policy'>,
  { evidenceAbout, excluded, rotations }: Records,
): ApplicationRow {
  const now = ctx.clock.now()
  const isSuperseded = (one: Credential) =>
    successorOf(one, holder.credentials, now, evidenceAbout(holder.objectId)) !== undefined
  return {
    holder,
    credential,
    stage: (credential && stageReached(credential, now, ctx.policy.alertDays)) ?? null,
    daysLeft: credential && daysLeft(credential.endAt, now),
    orphaned: holder.orphaned,
    superseded: credential !== null && isSuperseded(credential),
    excluded: excluded.has(holder.clientId) || (credential !== null && isSelfManaged(holder, credential)),
    rotation: (credential && rotations.get(credential.keyId)) ?? null,
    ownerNames: reachableOwners(holder.owners).map(personName),
  }
}

function soonestOf(holder: SeenHolder, now: Date): Credential | null {
  const relevant = holder.credentials.filter((credential) => {
    const isLeftover = isExpiredAt(credential, now) && !needsAttention(credential, holder.credentials, 'expired', now)
    return !isLeftover
  })
  return relevant.toSorted((a, b) => endOf(a) - endOf(b))[0] ?? null
}

function clientIdOf({ holder }: ApplicationRow): string {
  return holder.clientId
}

function endsBefore(credential: Credential, instant: Date): boolean {
  return credential.endAt !== null && credential.endAt < instant
}

/** What still runs comes first, soonest end on top; then what has expired, most recent first; what has none last. */
function byUrgency(now: Date): (a: ApplicationRow, b: ApplicationRow) => number {
  const rank = ({ credential }: ApplicationRow) => {
    if (credential === null) return Number.POSITIVE_INFINITY
    const left = endOf(credential) - now.getTime()
    return left > 0 ? left : Number.MAX_SAFE_INTEGER - left
  }
  return (a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b))
}

function endOf(credential: Pick<Credential, 'endAt'>): number {
  return credential.endAt?.getTime() ?? Number.POSITIVE_INFINITY
}
