import fc from 'fast-check'
import { expect, test } from 'vitest'
import { odataString } from '../../src/graph/odata-string.ts'
import { anyText } from '../support/any-text.ts'

test('a text comes through a URL as one quoted literal, whatever it holds', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      const url = new URL(`https://graph.example/v1.0/users?$filter=mail eq ${odataString(text)}&$top=1`)
      expect(url.searchParams.get('$filter')).toBe(`mail eq '${text.toWellFormed().replaceAll("'", "''")}'`)
      expect(url.searchParams.get('$top')).toBe('1')
    }),
  )
})
