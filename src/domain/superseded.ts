import { type Credential, DAY_MS, isValidAt } from './credential.ts'

/** What is known about a credential's replacement beyond its dates. */
export interface SupersessionEvidence {
  /** New keyId by old keyId, from Keyturn's own rotation records. */
  readonly madeByKeyturn: ReadonlyMap<string, string>
  /** Last sign-in by keyId. A keyId without entry is unknown, not unused. */
  readonly lastSignInAt: ReadonlyMap<string, Date>
}

const OUTLIVES_DAYS = 30
const CREATED_IN_LAST_DAYS = 60
const IDLE_DAYS = 30

/**
 * The later credential that replaces `old`, or undefined. Needs evidence: two secrets that live side by side
 * for different consumers are not each other's successors.
 */
export function successorOf(
  old: Credential,
  beside: readonly Credential[],
  now: Date,
  evidence: SupersessionEvidence,
): Credential | undefined {
  return candidateSuccessors(old, beside, now).find(
    (later) =>
      evidence.madeByKeyturn.get(old.keyId) === later.keyId ||
      wasCreatedToReplace(later, old) ||
      signInsMovedOver(old, later, now, evidence.lastSignInAt),
  )
}

/** Valid, of the same kind, started later and outliving `old` by 30 days or more; evidence still to be shown. */
export function candidateSuccessors(old: Credential, beside: readonly Credential[], now: Date): Credential[] {
  return beside.filter(
    (other) =>
      other.keyId !== old.keyId &&
      other.kind === old.kind &&
      isValidAt(other, now) &&
      startOf(other) > startOf(old) &&
      endOf(other) - endOf(old) >= OUTLIVES_DAYS * DAY_MS,
  )
}

function wasCreatedToReplace(later: Credential, old: Credential): boolean {
  if (old.endAt === null || later.startAt === null) return false
  return later.startAt.getTime() >= old.endAt.getTime() - CREATED_IN_LAST_DAYS * DAY_MS
}

function signInsMovedOver(
  old: Credential,
  later: Credential,
  now: Date,
  lastSignInAt: ReadonlyMap<string, Date>,
): boolean {
  const oldUsedAt = lastSignInAt.get(old.keyId)
  const laterUsedAt = lastSignInAt.get(later.keyId)
  if (oldUsedAt === undefined || laterUsedAt === undefined) return false
  const idleSince = now.getTime() - IDLE_DAYS * DAY_MS
  return oldUsedAt.getTime() < idleSince && laterUsedAt.getTime() >= idleSince
}

function startOf(credential: Credential): number {
  return credential.startAt?.getTime() ?? Number.NEGATIVE_INFINITY
}

function endOf(credential: Credential): number {
  return credential.endAt?.getTime() ?? Number.POSITIVE_INFINITY
}
