import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inertMarkdown, inertName, inertText } from '../../src/cards/neutralize.ts'
import { anyText } from '../support/any-text.ts'

const length = (text: string) => [...new Intl.Segmenter('en').segment(text)].length

describe('text made inert', () => {
  it.each([
    ['line\r\nbreak\u2028and\ttab', 'line break and tab'],
    ['  spaces \u00a0 around  ', 'spaces around'],
    ['\u202ereversed\u202c \u2066isolated\u2069', 'reversed isolated'],
    ['zero\u200bwidth\ufeff\u00ad\u2060\u3164', 'zerowidth'],
    ['bell\u0007\u001b[31mred', 'bell[31mred'],
    ['broken \ud800 half', 'broken \ufffd half'],
    ['Müller & Söhne, 東京 ✓ 👍', 'Müller & Söhne, 東京 ✓ 👍'],
  ])('of %j is %j', (text, expected) => {
    expect(inertText(text)).toBe(expected)
  })

  it('splits what a client or a template would execute', () => {
    expect(inertText('{{DATE(2026-01-01T00:00:00Z)}}')).not.toContain('{{')
    expect(inertText('{{{{x')).not.toContain('{{')
    expect(inertText('\x24{$root.x} $\x24{y}')).not.toMatch(/\$\{/)
    expect(inertText('{\u200b{DATE(2026-01-01T00:00:00Z)}}')).not.toContain('{{')
  })

  it('cuts at whole characters', () => {
    expect(inertText('e\u0301'.repeat(200))).toBe(`${'e\u0301'.repeat(99)}…`)
    expect(inertText('🇩🇪'.repeat(101))).toBe(`${'🇩🇪'.repeat(99)}…`)
    expect(inertText('a'.repeat(100))).toBe('a'.repeat(100))
  })

  it('keeps stacked marks from growing without end', () => {
    expect(inertText(`Z${'\u0301'.repeat(5000)}`).length).toBeLessThan(10)
  })

  it('falls back to a word when nothing visible is left', () => {
    expect(inertName(null, 'Unnamed')).toBe('Unnamed')
    expect(inertName('\u200b \u202e', 'Unnamed')).toBe('Unnamed')
  })

  it('is short and on one line, whatever comes in', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 400 }), (text) => {
        const inert = inertText(text)
        expect(length(inert)).toBeLessThanOrEqual(100)
        expect(inert).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]|\{\{|\$\{/u)
        expect(inert.isWellFormed()).toBe(true)
      }),
    )
  })

  it('in Markdown has no unescaped sign left and no address that links by itself', () => {
    const inert = inertMarkdown('[Click](https://evil.example) **x** <b>y</b> `z` www.evil.example ![i](u)')
    expect(inert.replace(/\\./g, '')).not.toMatch(/[\\`*_{}[\]()#+\-!<>|~]/)
    expect(inert).not.toMatch(/:\/\/|www\.\w/)
  })
})
