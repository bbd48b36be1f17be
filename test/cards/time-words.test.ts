import { describe, expect, it } from 'vitest'
import { dateMacro, dateTimeMacro, dayCount, expiryLine, untilWords } from '../../src/cards/time-words.ts'

const now = new Date('2026-05-01T12:00:00Z')

describe('the day count', () => {
  it.each([
    ['2026-05-07T12:00:00Z', 'in 6 days'],
    ['2026-05-03T11:00:00Z', 'in 2 days'],
    ['2026-05-02T12:00:00Z', 'tomorrow'],
    ['2026-05-01T20:00:00Z', 'today'],
    ['2026-05-01T12:00:00Z', 'expired today'],
    ['2026-04-30T20:00:00Z', 'expired yesterday'],
    ['2026-04-30T10:00:00Z', 'expired 1 day ago'],
    ['2026-04-28T10:00:00Z', 'expired 3 days ago'],
    ['2029-05-01T12:00:00Z', 'in 1,096 days'],
    ['2299-12-31T00:00:00Z', 'never expires'],
    ['9999-12-31T23:59:59Z', 'never expires'],
  ])('says of %s: %s', (endAt, words) => {
    expect(dayCount(new Date(endAt), now)).toBe(words)
  })

  it('says so where no end is known', () => {
    expect(dayCount(null, now)).toBe('no end date known')
    expect(dayCount(new Date('nonsense'), now)).toBe('no end date known')
  })
})

describe('dates', () => {
  it('are left to the client, without fractions of a second, which it would not read', () => {
    expect(dateMacro(new Date('2026-05-07T12:00:00.123Z'))).toBe('{{DATE(2026-05-07T12:00:00Z, SHORT)}}')
    expect(dateTimeMacro(now)).toBe('{{DATE(2026-05-01T12:00:00Z, SHORT)}} at {{TIME(2026-05-01T12:00:00Z)}}')
  })

  it.each(['0001-01-01T00:00:00Z', '+020000-01-01T00:00:00Z', 'nonsense'])('never show %s as raw text', (text) => {
    expect(dateMacro(new Date(text))).toBe('an unknown date')
    expect(dateTimeMacro(new Date(text))).toBe('an unknown time')
  })

  it('stand beside the day count, unless there is none to show', () => {
    expect(expiryLine(new Date('2026-05-07T12:00:00Z'), now)).toBe(
      'Expires in 6 days, on {{DATE(2026-05-07T12:00:00Z, SHORT)}}',
    )
    expect(expiryLine(new Date('9999-12-31T23:59:59Z'), now)).toBe('Never expires')
    expect(expiryLine(null, now)).toBe('No end date known')
    expect(untilWords(null, now)).toBe('with no known end date')
    expect(untilWords(new Date('2299-12-31T00:00:00Z'), now)).toBe('without end')
  })
})
