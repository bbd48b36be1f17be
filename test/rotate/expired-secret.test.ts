import { expect, it } from 'vitest'
import { SecretText } from '../../src/domain/secret-text.ts'
import type { StoredRotation } from '../../src/ports.ts'
import { proveNew } from '../../src/rotate/prove-new.ts'
import { readPrevious } from '../../src/rotate/read-previous.ts'
import type { RotatePowers } from '../../src/rotate/rotate-powers.ts'
import { aCredential, aDelivery, aRotation, now } from '../support/builders.ts'
import { silentLog } from '../support/silent-log.ts'

const vaultSecret = { name: 'one', version: '1' }

/** Entra calls every secret expired; the vault has one that begins as Entra shows the old one. */
const powers: Partial<RotatePowers> = {
  clock: { now: () => now },
  log: silentLog,
  rotations: {
    makerOf: async () => ({ ...aRotation({ vaultSecret }), etag: '1' }),
    move: async (_from, to) => ({ ...to, etag: '2' }),
  } as Partial<RotatePowers['rotations']> as RotatePowers['rotations'],
  vault: {
    url: 'https://vault.example',
    read: async () => new SecretText('abcdef'),
  } as Partial<RotatePowers['vault']> as RotatePowers['vault'],
  proof: { withSecret: async () => ({ is: 'expired' }), withCertificate: async () => ({ is: 'expired' }) },
}
const ctx = powers as RotatePowers

it.each([
  ['goes to no destination', [aDelivery()]],
  ['is given to no person', []],
])('a new secret that Entra calls expired %s and is taken back', async (_, deliveries) => {
  const escrowed: StoredRotation = {
    ...aRotation({ state: 'escrowed', newKeyId: 'new', vaultSecret, deliveries }),
    etag: '1',
  }
  expect(await proveNew(ctx, escrowed)).toMatchObject({
    state: 'compensating',
    problem: expect.stringContaining('AADSTS7000222'),
  })
})

it('a previous secret that Entra calls expired is never put back, although it begins as the old one does', async () => {
  const rotation = aRotation({ old: aCredential({ hint: 'abc' }) })
  expect(await readPrevious(ctx, rotation)).toEqual({ is: 'notNow', why: expect.stringContaining('expired') })
})
