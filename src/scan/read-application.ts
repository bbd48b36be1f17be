import type { Holder, HolderKind } from '../domain/holder.ts'
import type { Owner } from '../domain/person.ts'
import { evidenceByHolder } from '../domain/succession.ts'
import { type SupersessionEvidence, successorOf } from '../domain/superseded.ts'
import type { AppContext, CurrentApplication, StoredRotation } from '../ports.ts'

type Powers = Pick<
  AppContext,
  'directory' | 'holders' | 'rotations' | 'approvals' | 'successions' | 'vault' | 'policy' | 'clock'
>

/** Reads one application from Entra and from our records. Undefined: Entra does not have it any more. */
export async function readApplication(
  ctx: Powers,
  kind: HolderKind,
  objectId: string,
): Promise<CurrentApplication | undefined> {
  const [found, rotations, { approvals, snoozes, stillInUse, removals, removalRequests }, successions] =
    await Promise.all([
      ctx.directory.holder(kind, objectId),
      ctx.rotations.about(objectId),
      ctx.approvals.about(objectId),
      ctx.successions.about(objectId),
    ])
  if (found === undefined) return undefined
  const holder = await withApplicationOwners(ctx, found)
  const now = ctx.clock.now()
  const madeByKeyturn = successorsMade(rotations)
  const evidence = evidenceByHolder({ madeByKeyturn, successions, stillInUse })(objectId)
  return {
    holder,
    rotations,
    approvals,
    snoozes,
    stillInUse,
    removals,
    removalRequests,
    superseded: supersededIn(holder, evidence, now),
    vaultUrl: ctx.vault.url,
    alertDays: ctx.policy.alertDays,
    dryRun: ctx.policy.dryRun,
    now,
  }
}

function successorsMade(rotations: readonly StoredRotation[]): Map<string, string> {
  return new Map(
    rotations.flatMap(({ old, newKeyId, state }) =>
      newKeyId === null || state === 'failed' || state === 'cancelled' ? [] : [[old.keyId, newKeyId] as const],
    ),
  )
}

function supersededIn(holder: Holder, evidence: SupersessionEvidence, now: Date): Map<string, string> {
  return new Map(
    holder.credentials.flatMap((old) => {
      const successor = successorOf(old, holder.credentials, now, evidence)
      return successor === undefined ? [] : [[old.keyId, successor.keyId]]
    }),
  )
}

/**
 * A service principal is looked after by the owners of its application as well. Where those cannot be read this fails:
 * without them it would look orphaned, and whoever stands in for missing owners could act on it.
 */
export async function withApplicationOwners(
  ctx: Pick<Powers, 'directory' | 'holders'>,
  holder: Holder,
): Promise<Holder> {
  if (holder.kind === 'application') return holder
  for await (const seen of ctx.holders.list({ clientId: holder.clientId })) {
    if (seen.kind !== 'application') continue
    const application = await ctx.directory.holder('application', seen.objectId)
    return { ...holder, owners: joinOwners(holder.owners, application?.owners ?? []) }
  }
  return holder
}

/** Both lists without repetition, the first one first. */
export function joinOwners(owners: readonly Owner[], more: readonly Owner[]): Owner[] {
  const idOf = (owner: Owner) => (owner.type === 'user' ? owner.personId : owner.objectId)
  const known = new Set(owners.map(idOf))
  return [...owners, ...more.filter((owner) => !known.has(idOf(owner)))]
}
