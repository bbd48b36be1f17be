import fc from 'fast-check'

/**
 * Any text of Unicode; now and then of ASCII, where what programs trip over is more likely. Cheaper
 * than fast-check's own `binary`, which first lists every code point there is.
 */
export function anyText({ maxLength }: { readonly maxLength?: number } = {}): fc.Arbitrary<string> {
  const bounds = maxLength === undefined ? {} : { maxLength }
  const codePoint = fc.oneof(fc.integer({ min: 0, max: 0xd7_ff }), fc.integer({ min: 0xe0_00, max: 0x10_ff_ff }))
  const codePoints = fc.array(codePoint, bounds)
  return fc.oneof(
    codePoints.map((all) => all.map((one) => String.fromCodePoint(one)).join('')),
    fc.string(bounds),
  )
}
