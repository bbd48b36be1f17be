import { describe, expect, it } from 'vitest'
import { type Stage, type Told, toldNow } from '../../src/domain/alert.ts'
import { cardKey, credentialKey } from '../../src/domain/situation.ts'
import { deliveryOf } from '../../src/plan/group-deliveries.ts'
import { planPass } from '../../src/plan/plan-pass.ts'
import { stillDue } from '../../src/plan/still-due.ts'
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
const told = (stage: Stage, at = now): Told => toldNow(stage, undefined, at)
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
    const before = new Map([[cardKey(holder.objectId, owner.personId), { [finding.credential.keyId]: told('first') }]])
    expect(planPass([finding], aSituation({ told: before }))).toMatchObject({
      notifications: [],
      skipped: { 'already-alerted': 1 },
    })
    const later = { ...finding, stage: 'second' as const }
    expect(planPass([later], aSituation({ told: before })).notifications).toMatchObject([{ isFirst: false }])
  })

  it('sends one card at the right stage after weeks without a pass', () => {
    const before = new Map([[cardKey(holder.objectId, owner.personId), { [finding.credential.keyId]: told('first') }]])
    const plan = planPass([{ ...finding, stage: 'expired', daysLeft: -2 }], aSituation({ told: before }))
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
    const toldAt = (at: Date) => new Map([[card, { [finding.credential.keyId]: told('first', at) }]])
    const snoozes = new Map([[key, aSnooze({ untilAt: now })]])
    expect(planPass([finding], aSituation({ told: toldAt(inDays(-3)), snoozes })).notifications).toHaveLength(1)
    const after = aSituation({ told: toldAt(inDays(1)), snoozes, now: inDays(2) })
    expect(planPass([finding], after).notifications).toHaveLength(0)
  })

  it('starts an approved renewal when its time has come, and is silent meanwhile', () => {
    const approval = anApproval()
    const approvals = new Map([[key, approval]])
    expect(planPass([finding], aSituation({ approvals }))).toMatchObject({ notifications: [], renewals: [] })
    expect(planPass([finding], aSituation({ approvals, now: inDays(3) })).renewals).toEqual([approval])
  })

  it.each([
    [
      'a new secret that nobody deploys, before the old one ends',
      'third',
      { state: 'awaitingDeployment', changedAt: inDays(-4) },
    ],
    ['a rotation that stands still', 'first', { state: 'minting', approvedAt: inDays(-3) }],
  ] as const)('alerts again about %s', (_, stage, rotation) => {
    const openRotations = new Map([[key, aRotation(rotation)]])
    expect(planPass([{ ...finding, stage }], aSituation({ openRotations })).notifications).toHaveLength(1)
  })

  it.each([
    ['weeks before the old one ends', 'second', { state: 'awaitingDeployment', changedAt: inDays(-4) }],
    ['in its first days', 'third', { state: 'awaitingDeployment', changedAt: inDays(-2) }],
    ['while it is under way', 'third', { state: 'minting' }],
  ] as const)('is silent about a rotation %s', (_, stage, rotation) => {
    const openRotations = new Map([[key, aRotation(rotation)]])
    expect(planPass([{ ...finding, stage }], aSituation({ openRotations })).notifications).toHaveLength(0)
  })

  it('reminds of a secret that waits for deployment although its successor exists', () => {
    const openRotations = new Map([[key, aRotation({ state: 'awaitingDeployment', changedAt: inDays(-4) })]])
    const replaced = { ...finding, stage: 'third' as const, supersededBy: anId() }
    expect(planPass([replaced], aSituation({ openRotations })).notifications).toHaveLength(1)
    expect(planPass([replaced], aSituation()).skipped).toEqual({ superseded: 1 })
  })

  it('alerts again once an approved renewal is overdue', () => {
    const approvals = new Map([[key, anApproval({ rotateAt: inDays(-3) })]])
    expect(planPass([finding], aSituation({ approvals })).notifications).toHaveLength(1)
  })

  it('drops from a planned card what was decided before it is sent', () => {
    const other = aFinding({ holder, owners: [owner] })
    const [notification] = planPass([finding, other], aSituation()).notifications
    if (notification === undefined) throw new Error('nothing was planned')
    const planned = deliveryOf(notification, now)
    expect(stillDue(planned, aSituation())).toBe(planned)
    const snoozes = new Map([[key, aSnooze()]])
    expect(stillDue(planned, aSituation({ snoozes }))?.cards[0].findings).toEqual([other])
    const openRotations = new Map([[credentialKey(holder.objectId, other.credential.keyId), aRotation()]])
    expect(stillDue(planned, aSituation({ snoozes, openRotations }))).toBeUndefined()
    const delivered = { [finding.credential.keyId]: told('first'), [other.credential.keyId]: told('first') }
    const toldAll = new Map([[cardKey(holder.objectId, owner.personId), delivered]])
    expect(stillDue(planned, aSituation({ told: toldAll }))).toBeUndefined()
  })

  it('keeps two applications apart although they use the same keyId', () => {
    const other = aFinding({ credential: finding.credential, owners: [owner] })
    const before = new Map([[cardKey(holder.objectId, owner.personId), { [finding.credential.keyId]: told('first') }]])
    expect(
      planPass([finding, other], aSituation({ told: before })).notifications.map((item) => item.holder.objectId),
    ).toEqual([other.holder.objectId])
  })
})
