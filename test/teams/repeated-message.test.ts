import type { TurnContext } from 'botbuilder'
import { expect, it } from 'vitest'
import { createRepeatMemory } from '../../src/teams/repeated-message.ts'
import { now } from '../support/builders.ts'

const MINUTE_MS = 60_000
const aMessage = (changes: object = {}) =>
  ({ activity: { id: '1', conversation: { id: 'a:ada' }, text: 'help', ...changes } }) as unknown as TurnContext

it('a message is known for ten minutes by its conversation, id and text', () => {
  let at = now.getTime()
  const isRepeat = createRepeatMemory({ now: () => new Date(at) })
  expect(isRepeat(aMessage())).toBe(false)
  expect(isRepeat(aMessage())).toBe(true)
  expect(isRepeat(aMessage({ text: 'status' }))).toBe(false)
  expect(isRepeat(aMessage({ id: '2' }))).toBe(false)
  expect(isRepeat(aMessage({ conversation: { id: 'a:bob' } }))).toBe(false)
  at += 9 * MINUTE_MS
  expect(isRepeat(aMessage())).toBe(true)
  at += MINUTE_MS
  expect(isRepeat(aMessage())).toBe(false)
})

it('a message without an id is never taken for another', () => {
  const isRepeat = createRepeatMemory({ now: () => now })
  for (const id of [undefined, undefined, '', '']) expect(isRepeat(aMessage({ id }))).toBe(false)
})

it('the oldest are forgotten when there are too many', () => {
  const isRepeat = createRepeatMemory({ now: () => now })
  isRepeat(aMessage({ id: 'first' }))
  for (let id = 1; id < 10_000; id += 1) isRepeat(aMessage({ id: `${id}` }))
  expect(isRepeat(aMessage({ id: 'one more' }))).toBe(false)
  expect(isRepeat(aMessage({ id: '9999' }))).toBe(true)
  expect(isRepeat(aMessage({ id: 'first' }))).toBe(false)
})
