import { beforeEach, describe, expect, it } from 'vitest'
import { lookWhenDue } from '../../src/run/look-when-due.ts'
import { now } from '../support/builders.ts'

let seconds: number
let writes: number
let looks: number
let due: Date | null
let whileLooking: () => void
let tick: () => Promise<void>

beforeEach(() => {
  seconds = 0
  writes = 0
  looks = 0
  due = null
  whileLooking = () => undefined
  const ctx = {
    clock: { now: () => at(seconds) },
    meter: { recordWrites: () => writes, graphRequests: () => 0, tableTransactions: () => 0 },
  }
  tick = lookWhenDue(ctx, 30_000, async () => {
    looks += 1
    whileLooking()
    return due
  })
})

function at(second: number): Date {
  return new Date(now.getTime() + second * 1_000)
}

async function looksUntil(second: number): Promise<number> {
  for (; seconds <= second; seconds += 1) await tick()
  return looks
}

describe('looking at what is stored', () => {
  it('happens at once, and then each five minutes while there is nothing', async () => {
    expect(await looksUntil(299)).toBe(1)
    expect(await looksUntil(300)).toBe(2)
  })

  it('happens when something falls due, at most once in its period', async () => {
    due = at(100)
    expect(await looksUntil(99)).toBe(1)
    expect(await looksUntil(100)).toBe(2)
    // It could not go on, so it is due all the while.
    expect(await looksUntil(129)).toBe(2)
    expect(await looksUntil(130)).toBe(3)
  })

  it('follows what this process writes within its period', async () => {
    await looksUntil(0)
    writes += 1
    expect(await looksUntil(29)).toBe(1)
    expect(await looksUntil(30)).toBe(2)
    expect(await looksUntil(300)).toBe(2)
  })

  it('misses nothing that is written while it looks', async () => {
    whileLooking = () => {
      writes += 1
      whileLooking = () => undefined
    }
    expect(await looksUntil(30)).toBe(2)
    expect(await looksUntil(300)).toBe(2)
  })

  it('is repeated after it failed', async () => {
    whileLooking = () => {
      whileLooking = () => undefined
      throw new Error('the tables do not answer')
    }
    await expect(tick()).rejects.toThrow()
    expect(await looksUntil(0)).toBe(2)
  })
})
