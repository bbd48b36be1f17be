import { expect, it } from 'vitest'
import { mintSigning } from '../../src/rotate/mint-signing.ts'
import { moveRotation } from '../../src/rotate/move-rotation.ts'
import type { RotatePowers } from '../../src/rotate/rotate-powers.ts'
import { startRotation } from '../../src/rotate/start-rotation.ts'
import { aCredential, anApplication, aPerson, inDays, now } from '../support/builders.ts'
import { createFakeStores } from '../support/fake-stores.ts'
import { silentLog } from '../support/silent-log.ts'

/** Has the next signing certificate made under a policy that allows so many days; the ends that Entra was asked for. */
async function mintUnder(longestDays: number | undefined) {
  const clock = { now: () => now }
  const stores = createFakeStores(clock, silentLog)
  const holder = anApplication({ kind: 'servicePrincipal' })
  const ends: Date[] = []
  const powers: Partial<RotatePowers> = {
    ...stores,
    clock,
    log: silentLog,
    policy: { rotationLifetimeDays: 90, soakHours: 1 } as RotatePowers['policy'],
    directory: {
      holder: async () => holder,
      credentialRules: async () => ({ areAllowed: true, isLocked: false, longestDays }),
    } as Partial<RotatePowers['directory']> as RotatePowers['directory'],
    credentials: {
      addSigningCertificate: async (_objectId, _name, endAt) => {
        ends.push(endAt)
        return { keyId: 'new', thumbprint: 'AA', endAt }
      },
    } as Partial<RotatePowers['credentials']> as RotatePowers['credentials'],
  }
  const ctx = powers as RotatePowers
  const credential = aCredential({ kind: 'certificate', isSamlSigning: true })
  await startRotation(ctx, { holder, credential, approvedBy: aPerson(), reason: 'renewal' })
  const [started] = await stores.rotations.open()
  const rotation = started && (await moveRotation(ctx, started, 'minting', 'Attempt 1', { attempt: 1 }))
  if (rotation === undefined) throw new Error('nothing was started')
  return { ended: await mintSigning(ctx, rotation), ends }
}

it.each([
  ['a year without any', undefined, 365],
  ['a year where more is allowed', 700, 365],
  ['as long as it allows', 180, 180],
])('lives %s', async (_, longestDays, days) => {
  const { ended, ends } = await mintUnder(longestDays)
  expect(ends).toEqual([inDays(days)])
  expect(ended).toMatchObject({ state: 'escrowed', newEndAt: inDays(days) })
})

it('is not asked for where the policy leaves too little, and says whom to ask', async () => {
  const { ended, ends } = await mintUnder(0.5)
  expect(ends).toEqual([])
  expect(ended).toMatchObject({
    state: 'failed',
    problem: expect.stringMatching(/raise asymmetricKeyLifetime.*The old certificate is in use as before/),
  })
})
