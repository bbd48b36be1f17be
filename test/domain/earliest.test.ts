import { expect, it } from 'vitest'
import { earliest } from '../../src/domain/earliest.ts'
import { inDays } from '../support/builders.ts'

it('the earliest of many is the first one that there is', () => {
  expect(earliest([null, inDays(2), inDays(1), null])).toEqual(inDays(1))
  expect(earliest([null])).toBeNull()
})
