import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mapInstant } from '../../src/graph/map-instant.ts'

const dates = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
})

test('an instant with zero to seven fractional digits is read to the millisecond', () => {
  fc.assert(
    fc.property(dates, fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 7 }), (date, fraction) => {
      const seconds = date.toISOString().slice(0, 19)
      const written = fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`
      const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'))
      expect(mapInstant(written)?.getTime()).toBe(Date.parse(`${seconds}Z`) + milliseconds)
    }),
  )
})

test('an instant without zone means UTC', () => {
  expect(mapInstant('2026-05-18T19:03:10')).toEqual(new Date('2026-05-18T19:03:10Z'))
})

test('an instant with an offset is converted', () => {
  expect(mapInstant('2026-05-18T19:03:10.5+02:00')).toEqual(new Date('2026-05-18T17:03:10.500Z'))
})

test('anything else is no instant', () => {
  for (const raw of [
    null,
    undefined,
    '',
    'soon',
    '2026-13-45T99:99:99Z',
    '2026-05-18',
    17,
    {},
    ['2026-05-18T19:03:10Z'],
  ]) {
    expect(mapInstant(raw)).toBeNull()
  }
})

test('no value makes the reading throw or yields an invalid date', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.string()), (raw) => {
      expect(mapInstant(raw)?.getTime()).not.toBeNaN()
    }),
  )
})
