import type { Holder } from '../domain/holder.ts'
import type { PassTimes } from '../domain/span.ts'
import type { AppContext, SeenHolder } from '../ports.ts'
import { fingerprintOf } from './fingerprint.ts'
import { mergeSeen } from './merge-seen.ts'

/** Compares what Entra shows with what the last pass remembered and writes only what changed. */
export interface HolderMemory {
  /** Returns what is remembered of the changed holders and of those that `wants` names. */
  remember(holders: readonly Holder[], wants: (holder: Holder) => boolean): Promise<Map<string, SeenHolder>>
  /** Writes what is still waiting. */
  flush(): Promise<void>
  /** What was remembered and not seen again. After a reading that missed nothing, it is deleted. */
  unseen(): string[]
}

/** Enough to fill a batch of 100 rows in each of the 16 partitions. */
const WAITING_ROWS = 1_600

/** Holds one short fingerprint for each known holder and the rows that wait to be written, nothing else of the tenant. */
export async function openHolderMemory(ctx: Pick<AppContext, 'holders'>, pass: PassTimes): Promise<HolderMemory> {
  const unseen = new Map<string, string>()
  for await (const trace of ctx.holders.traces()) {
    const { oldestLeftAt } = trace
    const isOverdue = oldestLeftAt !== null && oldestLeftAt < pass.forgetBefore
    // Matches no fingerprint, so the row is written anew, without the owners that are to be forgotten.
    const fingerprint = isOverdue ? 'overdue' : trace.fingerprint
    unseen.set(trace.objectId, trace.deleted ? 'deleted' : fingerprint)
  }

  let waiting: SeenHolder[] = []
  const flush = async () => {
    const rows = waiting
    waiting = []
    await ctx.holders.save(rows)
  }

  return {
    flush,

    async remember(holders, wants) {
      const changed = holders.filter((holder) => unseen.get(holder.objectId) !== fingerprintOf(holder))
      const needed = new Set([...changed, ...holders.filter(wants)].map(({ objectId }) => objectId))
      const before = await ctx.holders.getMany([...needed].filter((objectId) => unseen.has(objectId)))
      const worthKeeping = changed.filter((holder) => isWorthKeeping(holder) || before.has(holder.objectId))
      const after = worthKeeping.map((holder) => mergeSeen(holder, before.get(holder.objectId), pass))
      waiting.push(...after)
      if (waiting.length >= WAITING_ROWS) await flush()
      for (const { objectId } of holders) unseen.delete(objectId)
      return new Map([...before, ...after.map((seen) => [seen.objectId, seen] as const)])
    },

    unseen: () => [...unseen].filter(([, fingerprint]) => fingerprint !== 'deleted').map(([objectId]) => objectId),
  }
}

/** Entra does not have them any more. */
export async function markDeleted(
  ctx: Pick<AppContext, 'holders' | 'clock'>,
  objectIds: readonly string[],
): Promise<void> {
  const known = await ctx.holders.getMany(objectIds)
  const deletedAt = ctx.clock.now()
  await ctx.holders.save([...known.values()].map((seen) => ({ ...seen, deletedAt })))
}

/** Tenants hold thousands of service principals without any credential of their own. */
function isWorthKeeping(holder: Holder): boolean {
  return holder.kind === 'application' || holder.credentials.length > 0
}
