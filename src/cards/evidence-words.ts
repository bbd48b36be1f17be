import type { CandidateEvidence } from '../domain/candidates.ts'
import { inertPersonName } from './credential-words.ts'

/** Why somebody may be the right owner. A choice's title takes no date macro, so days are said in full. */
export function evidenceWords(evidence: CandidateEvidence): string {
  switch (evidence.is) {
    case 'madeCredential':
      return `added a credential on ${dayOf(evidence.at)}`
    case 'wasOwner':
      return `was an owner until ${dayOf(evidence.untilAt)}`
    case 'ownsSameService':
      return 'owns an application of the same service'
    case 'sameTeam':
      return `works in the team of ${inertPersonName(evidence.as)}`
  }
}

function dayOf(at: Date): string {
  return at.toLocaleDateString('en-US', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
}
