import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod/v4'
import { decode, decodeRow, encode } from '../../src/tables/codec.ts'
import { instant } from '../../src/tables/shapes.ts'
import { anyText } from '../support/any-text.ts'

const shape = z.object({ text: z.string() })

describe('a stored value', () => {
  it('comes back whatever its text, over as many properties as it takes', () => {
    fc.assert(
      fc.property(anyText(), fc.nat({ max: 2_000 }), (text, times) => {
        const value = { text: `${text}💥`.repeat(times) }
        expect(decode(shape, encode(value))).toEqual(value)
      }),
    )
  })

  it.each(['', 'x'])('is split into properties that fit, none of which ends within a character (%j)', (start) => {
    const parts = Object.values(encode({ text: start + '💥'.repeat(100_000) }))
    expect(parts.length).toBeGreaterThan(6)
    for (const part of parts) {
      expect(part.length * 2).toBeLessThan(64 * 1024)
      expect(part.isWellFormed()).toBe(true)
    }
  })

  it('is refused when it fits into no row', () => {
    expect(() => encode({ text: 'x'.repeat(480_000) })).toThrow(expect.objectContaining({ code: 'tables-refused' }))
    expect(() => encode({ text: 'x'.repeat(479_000) })).not.toThrow()
  })

  it('has instants again, unless they are none', () => {
    const dated = z.object({ at: instant, endAt: instant.nullable() })
    const value = { at: new Date('2026-05-01T12:00:00.123Z'), endAt: null }
    expect(decode(dated, encode(value))).toEqual(value)
    for (const at of [null, 0, '', 'soon', '2026-13-01T00:00:00Z']) {
      expect(() => decode(dated, { json0: JSON.stringify({ at, endAt: null }) })).toThrow()
    }
  })

  it.each([{}, { json0: '' }, { json0: '{' }, { json0: 7 }, { json0: '{"text":1}' }, { json1: '{"text":""}' }])(
    'that reads %j is an error which names the row',
    (properties) => {
      const row = { partition: 'a', key: 'row-7', etag: '', properties }
      expect(() => decodeRow(shape, 'keyturnHolders', row)).toThrow(
        expect.objectContaining({ code: 'tables-refused', message: expect.stringMatching(/row-7.*keyturnHolders/) }),
      )
    },
  )
})
