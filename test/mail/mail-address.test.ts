import { expect, test } from 'vitest'
import { mailAddress } from '../../src/mail/mail-address.ts'

test.each([
  ['ana@contoso.example', 'other@contoso.example', 'ana@contoso.example'],
  [null, 'ana@contoso.example', 'ana@contoso.example'],
  ['', 'ana@contoso.example', 'ana@contoso.example'],
  [' ana@contoso.example ', null, 'ana@contoso.example'],
  ["o'brien+x@contoso.example", null, "o'brien+x@contoso.example"],
  ['grüße@kontoso.example', null, 'grüße@kontoso.example'],
])('mail %j and sign-in name %j are reached at %j', (mail, userPrincipalName, address) => {
  expect(mailAddress({ mail, userPrincipalName })).toBe(address)
})

test.each([
  [null, null],
  [null, 'ana'],
  [null, 'ana_fabrikam.example#EXT#@contoso.example'],
  ['a@b.example, c@d.example', null],
  ['a@b.example\r\nBcc: c@d.example', null],
  ['Ana <ana@b.example>', null],
  ['"a b"@c.example', null],
  ['a@b@c.example', null],
  ['ana@b.example\u200b', null],
])('mail %j and sign-in name %j are no address', (mail, userPrincipalName) => {
  expect(mailAddress({ mail, userPrincipalName })).toBeUndefined()
})
