import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { concurrently } from '../src/concurrently.ts'

describe('work on many items at once', () => {
  it('gives the results in the order of the items, whatever ends first', async () => {
    const slowFirst = async (item: number) => {
      for (let turn = item; turn < 4; turn += 1) await setImmediate()
      return item * 10
    }
    expect(await concurrently([1, 2, 3], 2, slowFirst)).toEqual([10, 20, 30])
  })

  it('never has more under way than allowed', async () => {
    let underWay = 0
    let most = 0
    await concurrently([1, 2, 3, 4, 5, 6], 3, async () => {
      underWay += 1
      most = Math.max(most, underWay)
      await setImmediate()
      underWay -= 1
    })
    expect(most).toBe(3)
  })

  it('begins nothing after the first error, and leaves nothing under way behind', async () => {
    const begun: number[] = []
    const ended: number[] = []
    const work = async (item: number) => {
      begun.push(item)
      if (item === 1) throw new Error('the first one failed')
      await setImmediate()
      ended.push(item)
    }
    await expect(concurrently([1, 2, 3, 4, 5, 6], 3, work)).rejects.toThrow('the first one failed')
    expect(ended).toEqual([2, 3])
    await setImmediate()
    expect(begun).toEqual([1, 2, 3])
  })
})
