import { describe, expect, it } from 'vitest'
import { cardKey, credentialKey } from '../../src/domain/situation.ts'
import { planPass, stillDue } from '../../src/plan/plan-pass.ts'
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
    ['in-rotation', finding, { openRotations: new Map([[key, aRotation()]]) }],
    ['snoozed', finding, { snoozes: new Map([[key, aSnooze()]]) }],
    ['no-recipient', { ...finding, owners: [] }, {}],
  ] as const)('leaves a finding alone when it is %s, and says so', (reason, one, situation) => {
    expect(planPass([one], aSituation(situation))).toMatchObject({ notifications: [], skipped: { [reason]: 1 } })
  })

  it('alerts again, once, when a snooze is over, although the stage was told before', () => {
    const card = cardKey(holder.objectId, owner.personId)
    const told = new Map([[card, { [finding.credential.keyId]: 'first' as const }]])
    const snoozes = new Map([[key, aSnooze({ untilAt: now })]])
    const before = aSituation({ told, snoozes, toldAt: new Map([[card, inDays(-3)]]) })
    expect(planPass([finding], before).notifications).toHaveLength(1)
    const after = aSituation({ told, snoozes, toldAt: new Map([[card, inDays(1)]]), now: inDays(2) })
    expect(planPass([finding], after).notifications).toHaveLength(0)
  })

  it('starts an approved renewal when its time has come, and is silent meanwhile', () => {
    const approval = anApproval()
    const approvals = new Map([[key, approval]])
    expect(planPass([finding], aSituation({ approvals }))).toMatchObject({ notifications: [], renewals: [] })
    expect(planPass([finding], aSituation({ approvals, now: inDays(3) })).renewals).toEqual([approval])
  })

  it.each([
    ['a new secret that nobody deploys, before the old one ends', 'third', { state: 'stored', changedAt: inDays(-4) }],
    ['a rotation that stands still', 'first', { state: 'minting', approvedAt: inDays(-3) }],
  ] as const)('alerts again about %s', (_, stage, rotation) => {
    const openRotations = new Map([[key, aRotation(rotation)]])
    expect(planPass([{ ...finding, stage }], aSituation({ openRotations })).notifications).toHaveLength(1)
  })

  it.each([
    ['weeks before the old one ends', 'second', { state: 'stored', changedAt: inDays(-4) }],
    ['in its first days', 'third', { state: 'stored', changedAt: inDays(-2) }],
    ['while it is under way', 'third', { state: 'minting' }],
  ] as const)('is silent about a rotation %s', (_, stage, rotation) => {
    const openRotations = new Map([[key, aRotation(rotation)]])
    expect(planPass([{ ...finding, stage }], aSituation({ openRotations })).notifications).toHaveLength(0)
  })

  it('alerts again once an approved renewal is overdue', () => {
    const approvals = new Map([[key, anApproval({ rotateAt: inDays(-3) })]])
    expect(planPass([finding], aSituation({ approvals })).notifications).toHaveLength(1)
  })

  it('drops from a planned card what was decided before it is sent', () => {
    const other = aFinding({ holder, owners: [owner] })
    const [planned] = planPass([finding, other], aSituation()).notifications
    if (planned === undefined) throw new Error('nothing was planned')
    expect(stillDue(planned, aSituation())).toBe(planned)
    const snoozes = new Map([[key, aSnooze()]])
    expect(stillDue(planned, aSituation({ snoozes }))?.findings).toEqual([other])
    const openRotations = new Map([[credentialKey(holder.objectId, other.credential.keyId), aRotation()]])
    expect(stillDue(planned, aSituation({ snoozes, openRotations }))).toBeUndefined()
  })

  it('keeps two applications apart although they use the same keyId', () => {
    const other = aFinding({ credential: finding.credential, owners: [owner] })
    const told = new Map([[cardKey(holder.objectId, owner.personId), { [finding.credential.keyId]: 'first' as const }]])
    expect(planPass([finding, other], aSituation({ told })).notifications.map((item) => item.holder.objectId)).toEqual([
      other.holder.objectId,
    ])
  })
})
