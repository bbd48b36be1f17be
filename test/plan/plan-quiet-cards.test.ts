import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/domain/finding.ts'
import { cardKey, credentialKey, type Situation } from '../../src/domain/situation.ts'
import { planPass } from '../../src/plan/plan-pass.ts'
import { planQuietCards } from '../../src/plan/plan-quiet-cards.ts'
import {
  aCredential,
  aFinding,
  anApplication,
  anApproval,
  anId,
  anOwner,
  aRotation,
  aSituation,
  aSnooze,
  inDays,
  now,
} from '../support/builders.ts'

const owner = anOwner()
const holder = anApplication({ owners: [owner] })
const replaced = aFinding({ holder, owners: [owner], supersededBy: anId() })
const key = credentialKey(holder.objectId, replaced.credential.keyId)
const card = cardKey(holder.objectId, owner.personId)

function planned(findings: readonly Finding[], situation: Partial<Situation> = {}, asked = new Map()) {
  return planQuietCards(findings, aSituation(situation), asked)
}

function aWord(knownKeyIds: readonly string[]) {
  const { objectId } = holder
  return { objectId, keyId: replaced.credential.keyId, saidBy: owner, saidAt: now, reason: null, knownKeyIds }
}

describe('a quiet card', () => {
  it('asks each owner once, in place of an alert, about all replaced credentials of an application', () => {
    const sooner = aFinding({ holder, owners: [owner, anOwner()], supersededBy: anId(), daysLeft: 3 })
    const cards = planned([replaced, sooner])
    expect(cards).toHaveLength(2)
    expect(cards[0]?.findings).toEqual([sooner, replaced])
    expect(planPass([replaced, sooner], aSituation())).toMatchObject({ notifications: [], skipped: { superseded: 2 } })

    const asked = new Map([[card, { [replaced.credential.keyId]: replaced.supersededBy }]])
    expect(planned([replaced], {}, asked)).toEqual([])
  })

  it('is not for a credential that is due', () => {
    expect(planned([aFinding({ owners: [owner] })])).toEqual([])
  })

  it.each([
    ['a rotation of Keyturn is open', { openRotations: new Map([[key, aRotation({ state: 'awaitingDeployment' })]]) }],
    ['its renewal is approved', { approvals: new Map([[key, anApproval()]]) }],
    ['it is snoozed', { snoozes: new Map([[key, aSnooze()]]) }],
    ['it was just said to be in use', { stillInUse: new Map([[key, aWord([replaced.supersededBy ?? ''])]]) }],
    [
      'the application is excluded',
      {
        exclusions: new Map([
          [holder.clientId, { holder, excludedBy: owner, excludedAt: now, reason: 'vendor', untilAt: inDays(1) }],
        ]),
      },
    ],
  ] as const)('does not go out while %s', (_, situation) => {
    expect(planned([replaced], situation)).toEqual([])
  })

  it('asks again who said that it is in use, once something newer replaces it', () => {
    const asked = new Map([[card, { [replaced.credential.keyId]: 'the one before' }]])
    expect(planned([replaced], {}, asked)).toEqual([])
    const stillInUse = new Map([[key, aWord(['the one before'])]])
    expect(planned([replaced], { stillInUse }, asked)).toHaveLength(1)
    const again = new Map([[card, { [replaced.credential.keyId]: replaced.supersededBy }]])
    expect(planned([replaced], { stillInUse }, again)).toEqual([])
  })

  it('comes at most five times to one person in a pass, the soonest ends first', () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      aFinding({ holder: anApplication(), owners: [owner], supersededBy: anId(), daysLeft: 40 - index }),
    )
    const cards = planned(many)
    expect(cards.map(({ findings }) => findings[0]?.daysLeft)).toEqual([1, 2, 3, 4, 5])
    expect(planned([...many, aFinding({ supersededBy: anId() })])).toHaveLength(6)
  })
})

describe('an exclusion', () => {
  const finding = aFinding({ holder, owners: [owner] })
  const until = (days: number) => {
    const exclusion = { holder, excludedBy: owner, excludedAt: now, reason: 'vendor', untilAt: inDays(days) }
    return aSituation({ exclusions: new Map([[holder.clientId, exclusion]]) })
  }

  it('silences the application and its service principals until its end, and not after it', () => {
    const principal = aFinding({ holder: { ...holder, kind: 'servicePrincipal', objectId: anId() }, owners: [owner] })
    expect(planPass([finding, principal], until(1))).toMatchObject({ notifications: [], skipped: { excluded: 2 } })
    expect(planPass([finding], until(-1)).notifications).toHaveLength(1)
  })

  it('is given to what Microsoft renews by itself', () => {
    expect(planPass([{ ...finding, isSelfManaged: true }], aSituation())).toMatchObject({
      notifications: [],
      skipped: { excluded: 1 },
    })
  })

  it('leaves other applications alone', () => {
    expect(planPass([aFinding({ credential: aCredential() })], until(1)).notifications).toHaveLength(1)
  })
})
