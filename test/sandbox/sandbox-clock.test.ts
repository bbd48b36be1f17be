import { expect, test } from 'vitest'
import { createSandboxClock } from '../../src/sandbox/sandbox-clock.ts'

const day = 86_400_000

test('starts at real time and moves forward by what it is told', () => {
  const clock = createSandboxClock()
  expect(clock.offsetMs).toBe(0)
  clock.advance(day)
  expect(clock.offsetMs).toBe(day)
  expect(Math.abs(clock.now().getTime() - Date.now() - day)).toBeLessThan(1000)
})

test('starts at a given instant', () => {
  const clock = createSandboxClock(new Date('2030-01-01T00:00:00Z'))
  expect(clock.now().toISOString()).toMatch(/^2030-01-01T00:00:0/)
})

test.each([-1, Number.NaN])('refuses to move by %s', (spanMs) => {
  expect(() => createSandboxClock().advance(spanMs)).toThrow('forward only')
})
