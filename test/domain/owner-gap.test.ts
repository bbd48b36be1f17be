import { describe, expect, it } from 'vitest'
import { byOwnerRisk, ownerGapOf } from '../../src/domain/owner-gap.ts'
import { aCredential, anApplication, anOwner, inDays, now } from '../support/builders.ts'

const policy = { minimumOwners: 2, alertDays: [30, 14, 7] as const }
const gapOf = (changes: Parameters<typeof anApplication>[0]) => {
  const gap = ownerGapOf(anApplication({ owners: [], ...changes }), policy, now)
  if (gap === undefined) throw new Error('no gap')
  return gap
}

describe('an application with too few owners', () => {
  it('is one with fewer reachable owners than the policy asks for', () => {
    expect(ownerGapOf(anApplication({ owners: [anOwner(), anOwner()] }), policy, now)).toBeUndefined()
    expect(ownerGapOf(anApplication(), { ...policy, minimumOwners: 1 }, now)).toBeUndefined()
    expect(gapOf({ owners: [anOwner(), anOwner({ accountEnabled: false })] })).toMatchObject({ orphaned: false })
    expect(gapOf({ owners: [anOwner({ userType: 'Guest' })] })).toMatchObject({ orphaned: true, ownerNames: [] })
  })

  it('counts valid credentials, and takes its next end from those that still matter', () => {
    const credentials = [
      aCredential({ endAt: inDays(-200) }),
      aCredential({ endAt: inDays(40) }),
      aCredential({ kind: 'certificate', endAt: null }),
    ]
    expect(gapOf({ credentials })).toMatchObject({
      secrets: 1,
      certificates: 1,
      isDue: false,
      nextEndAt: inDays(40),
    })
  })

  it('ranks by owner, what is due, number of credentials, kind and next end', () => {
    const later = [aCredential({ endAt: inDays(90) })]
    const ranked = [
      gapOf({ credentials: [aCredential({ endAt: inDays(3) }), aCredential({ endAt: inDays(3) })] }),
      gapOf({ credentials: [aCredential({ endAt: inDays(3) })] }),
      gapOf({ credentials: [aCredential({ endAt: inDays(5) })] }),
      gapOf({ kind: 'servicePrincipal', credentials: [aCredential({ endAt: inDays(2) })] }),
      gapOf({ credentials: later }),
      gapOf({ credentials: [] }),
      gapOf({ owners: [anOwner()], credentials: [aCredential({ endAt: inDays(-1) })] }),
      gapOf({ owners: [anOwner()], credentials: later }),
    ]
    expect(ranked.toReversed().toSorted(byOwnerRisk)).toEqual(ranked)
  })
})
