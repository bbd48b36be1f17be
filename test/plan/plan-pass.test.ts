import { describe, expect, it } from 'vitest'
import { cardKey, credentialKey } from '../../src/domain/situation.ts'
import { planPass } from '../../src/plan/plan-pass.ts'
import { aCredential, aFinding, anApplication, anId, anOwner, aSituation, inDays, now } from '../support/builders.ts'

const owner = anOwner()
const holder = anApplication({ owners: [owner] })
const finding = aFinding({ holder, owners: [owner] })
const key = credentialKey(holder.objectId, finding.credential.keyId)

describe('a pass', () => {
  it('plans one card per person and application, the most urgent credential first', () => {
    const urgent = aFinding({
      holder,
      owners: [owner, anOwner()],
      stage: 'third',
      daysLeft: 3,
      credential: aCredential(),
    })
    const plan = planPass([finding, urgent], aSituation())
    expect(plan.notifications).toHaveLength(2)
    expect(plan.notifications[0]?.findings.map(({ daysLeft }) => daysLeft)).toEqual([3, 20])
    expect(plan.skipped).toEqual({})
  })

  it('tells a stage once', () => {
    const told = new Map([[cardKey(holder.objectId, owner.personId), { [finding.credential.keyId]: 'first' as const }]])
    expect(planPass([finding], aSituation({ told }))).toMatchObject({
      notifications: [],
      skipped: { 'already-alerted': 1 },
    })
    const later = { ...finding, stage: 'second' as const }
    expect(planPass([later], aSituation({ told })).notifications).toMatchObject([{ isFirst: false }])
  })

  it('sends one card at the right stage after weeks without a pass', () => {
    const told = new Map([[cardKey(holder.objectId, owner.personId), { [finding.credential.keyId]: 'first' as const }]])
    const plan = planPass([{ ...finding, stage: 'expired', daysLeft: -2 }], aSituation({ told }))
    expect(plan.notifications).toHaveLength(1)
  })

  it.each([
    ['superseded', { ...finding, supersededBy: anId() }, {}],
    ['in-rotation', finding, { rotating: new Set([key]) }],
    ['snoozed', finding, { snoozedUntil: new Map([[key, inDays(2)]]) }],
    ['no-recipient', { ...finding, owners: [] }, {}],
  ] as const)('leaves a finding alone when it is %s, and says so', (reason, one, situation) => {
    expect(planPass([one], aSituation(situation))).toMatchObject({ notifications: [], skipped: { [reason]: 1 } })
  })

  it('alerts again, once, when a snooze is over, although the stage was told before', () => {
    const card = cardKey(holder.objectId, owner.personId)
    const told = new Map([[card, { [finding.credential.keyId]: 'first' as const }]])
    const snoozedUntil = new Map([[key, now]])
    const before = aSituation({ told, snoozedUntil, toldAt: new Map([[card, inDays(-3)]]) })
    expect(planPass([finding], before).notifications).toHaveLength(1)
    const after = aSituation({ told, snoozedUntil, toldAt: new Map([[card, inDays(1)]]), now: inDays(2) })
    expect(planPass([finding], after).notifications).toHaveLength(0)
  })

  it('starts an approved renewal when its time has come, and is silent meanwhile', () => {
    const approval = {
      objectId: holder.objectId,
      keyId: finding.credential.keyId,
      approvedBy: owner,
      approvedAt: now,
      reason: 'still needed',
      rotateAt: inDays(3),
    }
    const approvals = new Map([[key, approval]])
    expect(planPass([finding], aSituation({ approvals }))).toMatchObject({ notifications: [], renewals: [] })
    expect(planPass([finding], aSituation({ approvals, now: inDays(3) })).renewals).toEqual([approval])
  })

  it('keeps two applications apart although they use the same keyId', () => {
    const other = aFinding({ credential: finding.credential, owners: [owner] })
    const told = new Map([[cardKey(holder.objectId, owner.personId), { [finding.credential.keyId]: 'first' as const }]])
    expect(planPass([finding, other], aSituation({ told })).notifications.map((item) => item.holder.objectId)).toEqual([
      other.holder.objectId,
    ])
  })
})
