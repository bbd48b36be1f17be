import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseOwnerCsv } from '../../../src/decide/import/parse-owner-csv.ts'
import { pastedLines } from '../../../src/decide/import/pasted-lines.ts'
import { anyText } from '../../support/any-text.ts'

const id = '8A4E1C52-0b7d-4c1e-9d55-3f1d2b6a7c90'
const line = { line: 1, clientId: id.toLowerCase(), owner: 'ana@contoso.example' }

describe('lines of client id and owner', () => {
  it.each([
    `${id},Ana@contoso.example`,
    `${id};Ana@contoso.example;`,
    ` ${id} \t "Ana@contoso.example" \r\n\r\n`,
    `\ufeff${id},Ana@contoso.example`,
  ])('are read however they are parted, quoted and ended: %j', (text) => {
    expect(parseOwnerCsv(text)).toEqual({ lines: [line], problems: [] })
  })

  it('keep their numbers behind a header and empty lines', () => {
    for (const header of ['clientId,owner', 'Client ID;Owner', 'appId\towner']) {
      expect(parseOwnerCsv(`${header}\n\n${id},Ana@contoso.example`)?.lines).toEqual([{ ...line, line: 3 }])
    }
  })

  it('spoil no other line when they are malformed', () => {
    const read = parseOwnerCsv(`${id},"open\n${id}\n${id},a,b\n,x\n${id},Ana@contoso.example`)
    expect(read?.lines).toEqual([{ ...line, line: 5 }])
    expect(read?.problems.map((problem) => problem.line)).toEqual([1, 2, 3, 4])
  })

  it('are at most 500', () => {
    expect(parseOwnerCsv(`clientId,owner\n${'a,b\n'.repeat(500)}`)?.lines).toHaveLength(500)
    expect(parseOwnerCsv('a,b\n'.repeat(501))).toBeUndefined()
  })

  it('are each read or complained about, whatever they are made of', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const read = parseOwnerCsv(text)
        const numbers = [...(read?.lines ?? []), ...(read?.problems ?? [])].map((one) => one.line)
        expect(new Set(numbers).size).toBe(numbers.length)
        for (const { clientId, owner } of read?.lines ?? []) expect(clientId !== '' && owner !== '').toBe(true)
      }),
    )
  })
})

describe('pasted lines', () => {
  it.each([
    '/import\na,b\nc,d',
    'IMPORT \r\na,b\r\nc,d',
    '<at>Keyturn</at> /import<br>a,b<br/>c,d',
    '<p>/import</p>\n<p>a,b</p>\n<p>c,d</p>',
    '/import a,<a href="mailto:b">b</a>\nc,[d](mailto:d)',
  ])('are the same however a client sends them: %j', (text) => {
    expect(parseOwnerCsv(pastedLines(text))?.lines.map(({ clientId, owner }) => clientId + owner)).toEqual(['ab', 'cd'])
  })
})
