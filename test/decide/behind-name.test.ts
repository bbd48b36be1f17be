import { expect, it } from 'vitest'
import { behindName, switchOf } from '../../src/decide/behind-name.ts'
import type { Verb } from '../../src/domain/messages/verbs.ts'

it.each<[Verb, string, object]>([
  ['assignOwner', 'Ana Ruiz', { person: 'Ana Ruiz' }],
  ['approveRenewal', 'still needed', { reason: 'still needed', daysBefore: '7' }],
  ['snooze', '', { days: '3', reason: '' }],
  ['snooze', '1 the vendor is away', { days: '1', reason: 'the vendor is away' }],
  ['addDestination', 'https://a.example/x?y=1 First Optional', { isFirst: 'true', isOptional: 'true' }],
  ['addDestination', 'vault first secret required', { place: 'vault first secret', isOptional: 'false' }],
  ['enroll', 'lifetime=90 quiet=22:00-06:00 freezes=2026-12-20 to 2027-01-05', { freezes: '2026-12-20 to 2027-01-05' }],
  ['rotate', 'at once', {}],
])('%s: "%s"', (verb, said, expected) => {
  expect(behindName(verb, said === '' ? [] : said.split(' '))).toMatchObject(expected)
})

it('is switched by on and off alone', () => {
  expect(['ON', 'off', 'maybe', undefined].map(switchOf)).toEqual(['enroll', 'endEnrollment', undefined, undefined])
})
