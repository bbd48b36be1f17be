import { type Credential, DAY_MS, isValidAt } from './credential.ts'
import { rulesOut, type StillInUse } from './still-in-use.ts'

/** What is known about a credential's replacement beyond its dates. */
export interface SupersessionEvidence {
  /** New keyId by old keyId, from Keyturn's own rotation records. */
  readonly madeByKeyturn: ReadonlyMap<string, string>
  /** New keyId by old keyId, where an earlier look at sign-ins proved it. */
  readonly provenBySignIns: ReadonlyMap<string, string>
  /** By old keyId: what people said against the evidence. */
  readonly stillInUse: ReadonlyMap<string, StillInUse>
  /** Last sign-in by keyId. A keyId without entry is unknown, not unused. */
  readonly lastSignInAt: ReadonlyMap<string, Date>
}

/** How it is known that a credential replaces another. */
export type SuccessionProof = 'keyturn' | 'dates' | 'sign-ins'

export const noEvidence: SupersessionEvidence = {
  madeByKeyturn: new Map(),
  provenBySignIns: new Map(),
  stillInUse: new Map(),
  lastSignInAt: new Map(),
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
  return candidateSuccessors(old, beside, now, evidence).find(
    (later) => proofOf(old, later, now, evidence) !== undefined,
  )
}

/** The first thing that shows that `later`, one of the candidates, replaces `old`. */
export function proofOf(
  old: Credential,
  later: Credential,
  now: Date,
  evidence: SupersessionEvidence,
): SuccessionProof | undefined {
  if (evidence.madeByKeyturn.get(old.keyId) === later.keyId) return 'keyturn'
  // What Keyturn made for one secret says nothing about its neighbors, whose consumers know nothing of it.
  const isMadeForAnother = [...evidence.madeByKeyturn.values()].includes(later.keyId)
  if (!isMadeForAnother && wasCreatedToReplace(later, old)) return 'dates'
  const isProven = evidence.provenBySignIns.get(old.keyId) === later.keyId
  return isProven || signInsMovedOver(old, later, now, evidence.lastSignInAt) ? 'sign-ins' : undefined
}

/**
 * Valid, of the same kind, started later and outliving `old` by 30 days or more; evidence still to be shown. Without
 * those of which a person knew who said that `old` is still in use.
 */
export function candidateSuccessors(
  old: Credential,
  beside: readonly Credential[],
  now: Date,
  { stillInUse }: Pick<SupersessionEvidence, 'stillInUse'>,
): Credential[] {
  return beside.filter(
    (other) =>
      other.keyId !== old.keyId &&
      !rulesOut(stillInUse.get(old.keyId), other.keyId) &&
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
