import { expect, it } from 'vitest'
import { nameUuid } from '../src/name-uuid.ts'

it('gives a name the UUID that other implementations of version 5 give it', () => {
  const domainNames = '6ba7b810-9dad-11d1-80b4-00c04fd430c8'
  expect(nameUuid(domainNames, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2')
})
