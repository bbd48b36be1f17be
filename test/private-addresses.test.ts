import { describe, expect, it } from 'vitest'
import { isPrivateAddress } from '../src/private-addresses.ts'

describe('an address that is not public', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '168.63.129.16',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    'fc00::1',
    'fe80::1',
    'ff02::1',
    'localhost',
  ])('is recognized: %s', (address) => {
    expect(isPrivateAddress(address)).toBe(true)
  })

  it.each(['8.8.8.8', '13.107.136.9', '168.63.129.17', '172.32.0.1', '2620:1ec:8f8::9'])(
    'is told from a public one: %s',
    (address) => {
      expect(isPrivateAddress(address)).toBe(false)
    },
  )
})
