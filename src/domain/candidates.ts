import type { Person, PersonRef } from './person.ts'

/** Why somebody may be the right owner; the first kinds weigh most. */
export type CandidateEvidence =
  | { readonly is: 'madeCredential'; readonly at: Date }
  | { readonly is: 'wasOwner'; readonly untilAt: Date }
  | { readonly is: 'ownsSameService' }
  | { readonly is: 'sameTeam'; readonly as: PersonRef }

export interface Candidate extends Person {
  /** Strongest first; at least one. */
  readonly evidence: readonly CandidateEvidence[]
}

const weights: Readonly<Record<CandidateEvidence['is'], number>> = {
  madeCredential: 8,
  wasOwner: 4,
  ownsSameService: 2,
  sameTeam: 1,
}

const MAX_CANDIDATES = 8

/** The most likely owners, strongest evidence first; several kinds for one person add up. */
export function rankCandidates(
  found: readonly { readonly person: Person; readonly evidence: CandidateEvidence }[],
): Candidate[] {
  const byId = new Map<string, Candidate>()
  for (const { person, evidence } of found) {
    const known = byId.get(person.personId)
    const isRepeated = known?.evidence.some(({ is }) => is === evidence.is) === true
    if (!isRepeated) byId.set(person.personId, { ...person, evidence: [...(known?.evidence ?? []), evidence] })
  }
  return [...byId.values()]
    .map((candidate) => ({ ...candidate, evidence: candidate.evidence.toSorted((a, b) => weightOf(b) - weightOf(a)) }))
    .toSorted((a, b) => totalOf(b) - totalOf(a) || latestOf(b) - latestOf(a))
    .slice(0, MAX_CANDIDATES)
}

function weightOf({ is }: CandidateEvidence): number {
  return weights[is]
}

function totalOf({ evidence }: Candidate): number {
  return evidence.reduce((sum, one) => sum + weightOf(one), 0)
}

function latestOf({ evidence }: Candidate): number {
  return Math.max(
    ...evidence
      .map((one) => (one.is === 'madeCredential' ? one.at : one.is === 'wasOwner' ? one.untilAt : 0))
      .map(Number),
  )
}
