import { expect, it } from 'vitest'
import { isReachable, type Person } from '../../src/domain/person.ts'
import { aPerson } from '../support/builders.ts'

it.each<[string, Partial<Person>, boolean]>([
  ['an enabled member', {}, true],
  ['somebody of whom Entra tells nothing', { accountEnabled: null, userType: null }, true],
  ['a disabled member', { accountEnabled: false }, false],
  ['a guest', { userType: 'Guest' }, false],
  ['an admitted guest', { userType: 'Guest', isAdmittedGuest: true }, true],
  [
    'an admitted guest whose account is disabled',
    { userType: 'Guest', isAdmittedGuest: true, accountEnabled: false },
    false,
  ],
])('%s is reachable or not', (_name, changes, reachable) => {
  expect(isReachable(aPerson(changes))).toBe(reachable)
})
