import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { everyPartition, keyAfter, keyOf, lastPartOf, partitionOf, prefixOf } from '../../src/tables/keys.ts'
import { anyText } from '../support/any-text.ts'

const wellFormed = anyText()

describe('keys', () => {
  it('hold any text, reversibly and without a character that Table Storage or a URL trips over', () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, (first, last) => {
        const key = keyOf('card', first, last)
        expect(key).toMatch(/^[\w.~!*()=-]*:[\w.~!*()=-]*:[\w.~!*()=-]*$/)
        expect(lastPartOf(key)).toBe(last)
      }),
    )
  })

  it('differ when any part differs', () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, wellFormed, wellFormed, (a, b, c, d) => {
        expect(keyOf(a, b) === keyOf(c, d)).toBe(a === c && b === d)
      }),
    )
  })

  it('lie in the range of their prefix, and those of a longer id do not', () => {
    const prefix = prefixOf('card', 'app-1')
    const isInRange = (key: string) => key >= prefix && key < keyAfter(prefix)
    expect(isInRange(keyOf('card', 'app-1', 'ana'))).toBe(true)
    expect(isInRange(keyOf('card', 'app-1', ''))).toBe(true)
    expect(isInRange(keyOf('card', 'app-10', 'ana'))).toBe(false)
    expect(isInRange(keyOf('cards', 'app-1', 'ana'))).toBe(false)
  })

  it('keep everything about one object in one of sixteen partitions', () => {
    expect(everyPartition).toHaveLength(16)
    expect(partitionOf('B0b4c1d2-0000-4000-8000-000000000000')).toBe('b')
    expect(partitionOf('b0b4c1d2-0000-4000-8000-000000000000')).toBe('b')
    for (const text of ['', 'zoe', '__proto__', '/']) expect(everyPartition).toContain(partitionOf(text))
  })
})
