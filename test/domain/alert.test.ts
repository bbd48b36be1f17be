import { describe, expect, it } from 'vitest'
import { isLaterStage, needsAttention, stageReached } from '../../src/domain/alert.ts'
import { daysLeft } from '../../src/domain/credential.ts'
import { aCredential, inDays, now } from '../support/builders.ts'

const days = [30, 14, 7] as const

describe('the stage that a credential has reached', () => {
  it.each([
    [31, undefined],
    [30.001, undefined],
    [30, 'first'],
    [14.001, 'first'],
    [14, 'second'],
    [7.001, 'second'],
    [7, 'third'],
    [0.0001, 'third'],
    [0, 'expired'],
    [-400, 'expired'],
  ])('%d days before the end is %s', (left, stage) => {
    expect(stageReached({ startAt: inDays(-365), endAt: inDays(left) }, now, days)).toBe(stage)
  })

  it('is none without a known end: unknown is neither expired nor expiring', () => {
    expect(stageReached({ startAt: null, endAt: null }, now, days)).toBeUndefined()
  })

  it('agrees with the day count that people read', () => {
    for (let left = -3; left < 40; left += 0.25) {
      const endAt = inDays(left)
      const isFirst = stageReached({ startAt: inDays(-365), endAt }, now, days) !== undefined
      expect(isFirst).toBe((daysLeft(endAt, now) ?? 0) <= 30)
    }
  })

  it('is right across the change to summer time and on 29 February', () => {
    const beforeLeapDay = new Date('2028-02-22T06:00:00Z')
    expect(stageReached({ startAt: null, endAt: new Date('2028-02-29T06:00:00Z') }, beforeLeapDay, days)).toBe('third')
    expect(stageReached({ startAt: null, endAt: new Date('2028-02-29T06:00:01Z') }, beforeLeapDay, days)).toBe('second')
  })
})

describe('an expired credential', () => {
  const expired = aCredential({ endAt: inDays(-1) })

  it('needs attention while nothing valid of its kind is left', () => {
    const certificate = aCredential({ kind: 'certificate', endAt: inDays(100) })
    const notStarted = aCredential({ startAt: inDays(1), endAt: inDays(100) })
    expect(needsAttention(expired, [expired, certificate, notStarted], 'expired', now)).toBe(true)
  })

  it('is a leftover beside a valid one of its kind, even one without known end', () => {
    expect(needsAttention(expired, [expired, aCredential({ endAt: inDays(3) })], 'expired', now)).toBe(false)
    expect(needsAttention(expired, [expired, aCredential({ endAt: null })], 'expired', now)).toBe(false)
  })
})

describe('stages', () => {
  it('are ordered, and none comes before the first', () => {
    expect(isLaterStage('first', undefined)).toBe(true)
    expect(isLaterStage('third', 'second')).toBe(true)
    expect(isLaterStage('second', 'second')).toBe(false)
    expect(isLaterStage('first', 'expired')).toBe(false)
  })
})
