import { expect, test } from 'vitest'
import { retryWaits } from '../../src/graph/retry-waits.ts'
import { retryAfterMs } from '../../src/retry-after.ts'

test('five tries with waits below 1, 4, 16 and 32 seconds when nobody says how long', () => {
  const waits = retryWaits()
  for (const upToMs of [1_000, 4_000, 16_000, 32_000]) {
    const waitMs = waits.next(undefined) ?? 0
    expect(waitMs).toBeGreaterThan(0)
    expect(waitMs).toBeLessThanOrEqual(upToMs)
  }
  expect(waits.next(undefined)).toBeUndefined()
})

test('what is asked for is obeyed in full until five minutes are used up', () => {
  const waits = retryWaits()
  expect(waits.next(200_000)).toBe(200_000)
  expect(waits.next(100_000)).toBe(100_000)
  expect(waits.next(1)).toBeUndefined()
})

test('a wait beyond the limit is not begun', () => {
  expect(retryWaits().next(300_001)).toBeUndefined()
})

test('an asked wait of zero still backs off, so that it ends', () => {
  const waits = retryWaits()
  const tries = Array.from({ length: 5 }, () => waits.next(0))
  expect(tries[0]).toBeGreaterThan(0)
  expect(tries[4]).toBeUndefined()
})

test('Retry-After is seconds or a date after the date of the reply', () => {
  expect(retryAfterMs(new Headers({ 'retry-after': '10' }))).toBe(10_000)
  const date = 'Wed, 21 Oct 2026 07:28:00 GMT'
  const after = 'Wed, 21 Oct 2026 07:28:30 GMT'
  expect(retryAfterMs(new Headers({ date, 'retry-after': after }))).toBe(30_000)
  expect(retryAfterMs(new Headers({ date: after, 'retry-after': date }))).toBe(0)
  expect(retryAfterMs(new Headers({ 'retry-after': 'later' }))).toBeUndefined()
  expect(retryAfterMs(new Headers())).toBeUndefined()
})
