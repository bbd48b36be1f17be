import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createConnectorPace } from '../../src/teams/connector-pace.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** How many of `count` calls have got their turn by now. */
function startCalls(count: number, conversationOf: (index: number) => string): { done(): number } {
  const pace = createConnectorPace()
  let done = 0
  for (let index = 0; index < count; index += 1) {
    void pace.take(conversationOf(index)).then(() => {
      done += 1
    })
  }
  return { done: () => done }
}

describe('the pace of calls to the Bot Connector', () => {
  it('lets one conversation take seven in a second, and the rest in later ones', async () => {
    const calls = startCalls(9, () => 'one')
    await vi.advanceTimersByTimeAsync(10)
    expect(calls.done()).toBe(7)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(calls.done()).toBe(9)
  })

  it('lets all conversations together take fifty in a second', async () => {
    const calls = startCalls(60, (index) => `chat ${index}`)
    await vi.advanceTimersByTimeAsync(10)
    expect(calls.done()).toBe(50)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(calls.done()).toBe(60)
  })

  it('says how long it would take rather than waiting for the next hour', async () => {
    const pace = createConnectorPace()
    let waitMs = 0
    for (let count = 0; waitMs === 0 && count < 3_000; count += 1) {
      const taken = pace.take('one')
      await vi.advanceTimersByTimeAsync(1_900)
      waitMs = await taken
    }
    expect(waitMs).toBeGreaterThan(60_000)
  })
})
