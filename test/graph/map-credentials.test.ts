import { expect, test } from 'vitest'
import { credentialListsShape, mapCredentials } from '../../src/graph/map-credentials.ts'
import { guidOf } from '../support/graph-stand-in.ts'

const thumbprint = 'DA20FCA6A2D3C5E4F7081920314253647586970B'
const asBase64 = Buffer.from(thumbprint, 'hex').toString('base64')
const soon = '2026-02-01T00:00:00Z'
const later = '2027-02-01T00:00:00Z'

/** The three entries that `addTokenSigningCertificate` makes. */
const saml = {
  passwordCredentials: [{ keyId: guidOf(1), customKeyIdentifier: asBase64, endDateTime: soon }],
  keyCredentials: [
    { keyId: guidOf(1), customKeyIdentifier: asBase64, usage: 'Sign', displayName: 'CN=x', endDateTime: soon },
    { keyId: guidOf(2), customKeyIdentifier: asBase64, usage: 'Verify', displayName: 'CN=x', endDateTime: soon },
  ],
}

function mapped(raw: object) {
  return mapCredentials(credentialListsShape.parse(raw))
}

function names(raw: object): string[] {
  return mapped(raw).credentials.map(({ keyId, kind, isSamlSigning }) => `${kind} ${keyId.slice(-1)} ${isSamlSigning}`)
}

test('the three entries of a SAML signing certificate are one credential, named by the Verify entry', () => {
  expect(names(saml)).toEqual(['certificate 2 true'])
})

test('they are one as well where their thumbprint is written in different ways', () => {
  const [sign, verify] = saml.keyCredentials
  const keyCredentials = [sign, { ...verify, customKeyIdentifier: thumbprint.toLowerCase() }]
  expect(names({ ...saml, keyCredentials })).toEqual(['certificate 2 true'])
})

test('other credentials beside a SAML signing certificate stay', () => {
  const both = {
    passwordCredentials: [...saml.passwordCredentials, { keyId: guidOf(3), endDateTime: later }],
    keyCredentials: [...saml.keyCredentials, { keyId: guidOf(4), usage: 'Verify', customKeyIdentifier: 'AAAA' }],
  }
  expect(names(both)).toEqual(['password 3 false', 'certificate 2 true', 'certificate 4 false'])
})

test('credentials without customKeyIdentifier are not taken for parts of each other', () => {
  const raw = {
    passwordCredentials: [{ keyId: guidOf(3), customKeyIdentifier: null }],
    keyCredentials: [{ keyId: guidOf(1), customKeyIdentifier: null, usage: 'Sign' }],
  }
  expect(names(raw)).toEqual(['password 3 false', 'certificate 1 true'])
})

test('the preferred signing certificate is recognized by its thumbprint, as hex and as base64', () => {
  for (const customKeyIdentifier of [asBase64, thumbprint, thumbprint.toLowerCase()]) {
    const keyCredentials = [{ keyId: guidOf(2), customKeyIdentifier, usage: 'Verify' }]
    expect(names({ keyCredentials, preferredTokenSigningKeyThumbprint: thumbprint })).toEqual(['certificate 2 true'])
  }
})

test('of entries with the same key id the one that ends first is kept', () => {
  const raw = {
    passwordCredentials: [
      { keyId: guidOf(1), endDateTime: later },
      { keyId: guidOf(1).toUpperCase(), endDateTime: soon },
      { keyId: guidOf(1), endDateTime: null },
    ],
  }
  expect(mapped(raw).credentials.map(({ endAt }) => endAt)).toEqual([new Date(soon)])
})

test('entries without a usable key id are counted', () => {
  const raw = { passwordCredentials: [{ keyId: null }, 'odd', { keyId: guidOf(1) }], keyCredentials: [null] }
  expect(mapped(raw)).toMatchObject({ credentials: [{ keyId: guidOf(1) }], unreadable: 3 })
})
