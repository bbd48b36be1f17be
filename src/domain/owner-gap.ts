import { type AlertDays, needsAttention, stageReached } from './alert.ts'
import { type Credential, isValidAt } from './credential.ts'
import type { Holder, HolderRef } from './holder.ts'
import { personName, reachableOwners } from './person.ts'

/** An application with fewer reachable owners than the policy asks for. */
export interface OwnerGap {
  readonly holder: HolderRef
  readonly orphaned: boolean
  /** The reachable ones. */
  readonly ownerNames: readonly string[]
  /** Valid ones. */
  readonly secrets: number
  readonly certificates: number
  /** Whether a credential has reached an alert stage. */
  readonly isDue: boolean
  /** The first end among credentials that still matter; null where there is none or none is known. */
  readonly nextEndAt: Date | null
}

/** Undefined for an application with owners enough. */
export function ownerGapOf(
  holder: Holder,
  policy: { readonly minimumOwners: number; readonly alertDays: AlertDays },
  now: Date,
): OwnerGap | undefined {
  const owners = reachableOwners(holder.owners)
  if (owners.length >= Math.max(1, policy.minimumOwners)) return undefined
  const valid = holder.credentials.filter((credential) => isValidAt(credential, now))
  const stageOf = (credential: Credential) => stageReached(credential, now, policy.alertDays)
  const relevant = holder.credentials.filter((credential) =>
    needsAttention(credential, holder.credentials, stageOf(credential) ?? 'first', now),
  )
  const ends = relevant.flatMap(({ endAt }) => (endAt === null ? [] : [endAt.getTime()]))
  return {
    holder,
    orphaned: owners.length === 0,
    ownerNames: owners.map(personName),
    secrets: valid.filter(({ kind }) => kind === 'password').length,
    certificates: valid.filter(({ kind }) => kind === 'certificate').length,
    isDue: relevant.some((credential) => stageOf(credential) !== undefined),
    nextEndAt: ends.length === 0 ? null : new Date(Math.min(...ends)),
  }
}

/**
 * Riskiest first: without any owner and due, without any owner, due, the rest; within these by valid credentials,
 * applications before service principals, next end.
 */
export function byOwnerRisk(a: OwnerGap, b: OwnerGap): number {
  return (
    levelOf(a) - levelOf(b) ||
    b.secrets + b.certificates - (a.secrets + a.certificates) ||
    Number(a.holder.kind === 'servicePrincipal') - Number(b.holder.kind === 'servicePrincipal') ||
    (a.nextEndAt?.getTime() ?? Number.MAX_SAFE_INTEGER) - (b.nextEndAt?.getTime() ?? Number.MAX_SAFE_INTEGER)
  )
}

function levelOf({ orphaned, isDue }: OwnerGap): number {
  return (orphaned ? 0 : 2) + (isDue ? 0 : 1)
}
