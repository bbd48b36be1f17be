import { describe, expect, it } from 'vitest'
import { nextRotationWords } from '../../src/cards/schedule-words.ts'
import { aPerson, inDays, now } from '../support/builders.ts'

const status = { lastRotatedAt: null, endAt: inDays(10), nextRotationAt: inDays(3), hindrance: null } as const
const words = (changes: Partial<Parameters<typeof nextRotationWords>[0]>, dryRun = false) =>
  nextRotationWords({ ...status, consent: 'given', ...changes }, dryRun, now)

describe('the next rotation in words', () => {
  it('is a day only where nothing is in the way', () => {
    expect(words({})).toMatch(/^\{\{DATE\(2026-05-04T12:00:00Z, SHORT\)\}\}$/)
    expect(words({ consent: 'wanted' })).toMatch(/, once somebody has agreed$/)
    expect(words({}, true)).toBe('none during a dry run')
    expect(words({ consent: 'nobody' })).toContain('nobody answers for it')
    expect(words({ nextRotationAt: now })).toBe('within a quarter of an hour')
    expect(words({ nextRotationAt: now, consent: 'wanted' })).toContain('waits for a second person')
  })

  it('is what it waits for otherwise', () => {
    const by = aPerson({ displayName: 'Ana' })
    const past = { nextRotationAt: inDays(-1) }
    expect(words({ ...past, hindrance: { is: 'declined', by } })).toContain('Ana declined')
    expect(words({ ...past, hindrance: { is: 'otherRotation' } })).toContain('another rotation')
    expect(words({ ...past, hindrance: { is: 'quiet', untilAt: inDays(2) } })).toContain('2026-05-03')
    expect(words({ ...past, hindrance: { is: 'beingRotated', needsPerson: true } })).toContain('needs somebody')
  })
})
