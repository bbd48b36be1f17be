import { describe, expect, it } from 'vitest'
import type { Enrollment } from '../../src/domain/enrollment.ts'
import type { Rotation } from '../../src/domain/rotation.ts'
import { answersAlertsUntil, hindranceOf, type Scheduled, startsAt } from '../../src/domain/schedule.ts'
import { aCredential, anApplication, aPerson, aRotation, aSnooze, inDays, now } from '../support/builders.ts'

const enrollment: Enrollment = {
  holder: anApplication(),
  keyId: 'a',
  lifetimeDays: 90,
  rotateBefore: { hours: 168 },
  soakHours: null,
  approval: 'never',
  timeZone: 'UTC',
  quietHours: null,
  freezes: [],
  enrolledBy: aPerson(),
  enrolledAt: inDays(-30),
}
const credential = aCredential({ keyId: 'a', startAt: inDays(-84), endAt: inDays(6) })
const other = aCredential({ keyId: 'z' })
const due: Scheduled = { credential, rotations: [], snoozes: [] }
const frozen = (days: number) => ({
  ...enrollment,
  freezes: [{ from: '2026-04-01', to: inDays(days).toISOString().slice(0, 10) }],
})
const withRotation = (changes: Partial<Rotation>) => ({
  ...due,
  rotations: [aRotation({ old: credential, ...changes })],
})
const ofSchedule = {
  requestedBy: null,
  requestedAt: inDays(-5),
  because: [],
  expiresAt: inDays(-2),
  approvers: [],
  remindedAt: null,
  waiting: [],
  unreachable: [],
  askingUntilAt: null,
  aloneSinceAt: null,
} as const

describe('what keeps the schedule from rotating', () => {
  it('is nothing while nobody and nothing speaks against it', () => {
    expect(hindranceOf(enrollment, due, now)).toBeUndefined()
  })

  it('is its end', () => {
    expect(hindranceOf(enrollment, due, inDays(6))).toEqual({ is: 'expired' })
  })

  it('is a declined renewal, but not a snooze', () => {
    expect(hindranceOf(enrollment, { ...due, snoozes: [aSnooze({ keyId: 'a' })] }, now)).toBeUndefined()
    const declined = aSnooze({ keyId: 'a', isDeclined: true })
    expect(hindranceOf(enrollment, { ...due, snoozes: [declined] }, now)).toMatchObject({ is: 'declined' })
  })

  it('is a request that nobody agreed to, until it is enrolled again', () => {
    const ended = withRotation({ state: 'cancelled', request: ofSchedule, changedAt: inDays(-2) })
    expect(hindranceOf(enrollment, ended, now)).toMatchObject({ is: 'notAgreed' })
    expect(hindranceOf({ ...enrollment, enrolledAt: inDays(-1) }, ended, now)).toBeUndefined()
  })

  it('is its own rotation, or the one that made it before it is in use everywhere', () => {
    expect(hindranceOf(enrollment, withRotation({ state: 'proposed' }), now)).toEqual({ is: 'asked' })
    expect(hindranceOf(enrollment, withRotation({ state: 'parked' }), now)).toEqual({
      is: 'beingRotated',
      needsPerson: true,
    })
    const made = { old: other, newKeyId: 'a' }
    expect(hindranceOf(enrollment, withRotation({ ...made, state: 'delivering' }), now)).toMatchObject({
      is: 'beingRotated',
    })
    expect(hindranceOf(enrollment, withRotation({ ...made, state: 'soaking' }), now)).toBeUndefined()
  })

  it('is the rotation of another secret only while that is at work', () => {
    expect(hindranceOf(enrollment, withRotation({ old: other, state: 'delivering' }), now)).toEqual({
      is: 'otherRotation',
    })
    for (const state of ['proposed', 'awaitingDeployment', 'soaking', 'parked'] as const) {
      expect(hindranceOf(enrollment, withRotation({ old: other, state }), now)).toBeUndefined()
    }
  })

  it('is a failure, for a day', () => {
    const failed = withRotation({ state: 'failed', changedAt: inDays(-0.5) })
    expect(hindranceOf(enrollment, failed, now)).toEqual({ is: 'failed', untilAt: inDays(0.5) })
    expect(hindranceOf(enrollment, failed, inDays(1))).toBeUndefined()
  })

  it('is a freeze, whether it ends in time or not', () => {
    const end = new Date('2026-05-05T00:00:00Z')
    expect(hindranceOf(frozen(3), due, now)).toEqual({ is: 'quiet', untilAt: end })
    expect(startsAt(frozen(3), credential)).toEqual(end)
    expect(hindranceOf(frozen(6), due, now)).toMatchObject({ is: 'tooLate' })
  })
})

describe('the alerts about an enrolled secret', () => {
  it('are answered from the start until two days after it was due', () => {
    expect(answersAlertsUntil(enrollment, due, now)).toEqual(inDays(1))
    expect(answersAlertsUntil({ ...enrollment, rotateBefore: { hours: 24 } }, due, now)).toEqual(inDays(5.5))
  })

  it('are answered while a freeze ends in time, and not while it does not', () => {
    expect(answersAlertsUntil(frozen(3), due, now)).toEqual(new Date('2026-05-06T06:00:00Z'))
    expect(answersAlertsUntil(frozen(6), due, now)).toBeNull()
  })

  it('are not answered where something is in the way', () => {
    expect(answersAlertsUntil(enrollment, withRotation({ state: 'failed' }), now)).toBeNull()
    const declined = aSnooze({ keyId: 'a', isDeclined: true })
    expect(answersAlertsUntil(enrollment, { ...due, snoozes: [declined] }, now)).toBeNull()
  })
})
