import { describe, expect, it } from 'vitest'
import { isQuiet, quietEndsAt, waitsUntil } from '../../src/domain/quiet-time.ts'

const enrollment = { timeZone: 'Europe/Berlin', quietHours: null, freezes: [] }

describe('quiet time', () => {
  const at = (text: string) => new Date(text)

  it.each([
    ['2026-07-01T20:30:00Z', true],
    ['2026-07-01T03:59:00Z', true],
    ['2026-07-01T04:00:00Z', false],
    ['2026-07-01T19:59:00Z', false],
    // Winter time begins at 01:00 UTC, and 02:30 in Berlin comes twice.
    ['2026-10-25T00:30:00Z', true],
    ['2026-10-25T01:30:00Z', true],
    ['2026-10-25T05:00:00Z', false],
  ])('over midnight, in the zone of its owner: %s', (instant, quiet) => {
    expect(isQuiet({ ...enrollment, quietHours: { from: '22:00', to: '06:00' } }, at(instant))).toBe(quiet)
  })

  it.each([
    ['2026-12-19T22:59:00Z', false],
    ['2026-12-19T23:00:00Z', true],
    ['2027-01-05T22:59:00Z', true],
    ['2027-01-05T23:00:00Z', false],
  ])('in a change freeze, both days included: %s', (instant, quiet) => {
    expect(isQuiet({ ...enrollment, freezes: [{ from: '2026-12-20', to: '2027-01-05' }] }, at(instant))).toBe(quiet)
  })

  it.each([
    ['2026-07-01T12:00:00Z', '2026-07-01T12:00:00Z'],
    ['2026-07-01T20:30:40Z', '2026-07-02T04:00:00Z'],
    // The night of the change is an hour longer.
    ['2026-10-24T20:00:00Z', '2026-10-25T05:00:00Z'],
    // The night before the freeze, the freeze, and the night after its last day.
    ['2026-12-19T21:30:00Z', '2027-01-06T05:00:00Z'],
  ])('ends when the last of what follows has ended: %s', (instant, end) => {
    const freezes = [{ from: '2026-12-20', to: '2027-01-05' }]
    const quietTime = { ...enrollment, quietHours: { from: '22:00', to: '06:00' }, freezes }
    expect(quietEndsAt(quietTime, at(instant))).toEqual(at(end))
  })

  it('lets nothing wait past the end of what it is about', () => {
    const quietTime = { ...enrollment, quietHours: { from: '22:00', to: '06:00' } }
    const night = at('2026-07-01T20:30:00Z')
    expect(waitsUntil(quietTime, night, null)).toEqual(at('2026-07-02T04:00:00Z'))
    expect(waitsUntil(quietTime, night, at('2026-07-02T05:00:00Z'))).toEqual(at('2026-07-02T04:00:00Z'))
    expect(waitsUntil(quietTime, night, at('2026-07-02T03:00:00Z'))).toBeNull()
    expect(waitsUntil(quietTime, at('2026-07-01T12:00:00Z'), null)).toBeNull()
  })
})
