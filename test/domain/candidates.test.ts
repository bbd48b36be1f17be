import { describe, expect, it } from 'vitest'
import { rankCandidates } from '../../src/domain/candidates.ts'
import { aPerson, inDays } from '../support/builders.ts'

const [maker, former, neighbor, mate] = [aPerson(), aPerson(), aPerson(), aPerson()]
const made = { is: 'madeCredential', at: inDays(-3) } as const
const was = { is: 'wasOwner', untilAt: inDays(-90) } as const
const same = { is: 'ownsSameService' } as const
const team = { is: 'sameTeam', as: former } as const

describe('candidates for an application without owner', () => {
  it('come by the strength of their evidence', () => {
    const ranked = rankCandidates([
      { person: mate, evidence: team },
      { person: neighbor, evidence: same },
      { person: former, evidence: was },
      { person: maker, evidence: made },
    ])
    expect(ranked.map(({ personId }) => personId)).toEqual(
      [maker, former, neighbor, mate].map(({ personId }) => personId),
    )
  })

  it('gain by several kinds of evidence, but not by the same kind twice', () => {
    const ranked = rankCandidates([
      { person: former, evidence: was },
      { person: neighbor, evidence: team },
      { person: neighbor, evidence: same },
      { person: neighbor, evidence: was },
      { person: former, evidence: { ...was, untilAt: inDays(-400) } },
    ])
    expect(ranked.map(({ personId, evidence }) => [personId, evidence.map(({ is }) => is)])).toEqual([
      [neighbor.personId, ['wasOwner', 'ownsSameService', 'sameTeam']],
      [former.personId, ['wasOwner']],
    ])
  })

  it('with equal evidence the more recent one comes first, and no more than eight come', () => {
    const found = Array.from({ length: 12 }, (_, index) => ({
      person: aPerson(),
      evidence: { is: 'madeCredential' as const, at: inDays(-12 + index) },
    }))
    const ranked = rankCandidates(found)
    expect(ranked.map(({ personId }) => personId)).toEqual(
      found
        .toReversed()
        .slice(0, 8)
        .map(({ person }) => person.personId),
    )
  })
})
