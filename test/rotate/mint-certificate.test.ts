import { expect, it } from 'vitest'
import type { VaultCertificate } from '../../src/ports.ts'
import { mintCertificate } from '../../src/rotate/mint-certificate.ts'
import { moveRotation } from '../../src/rotate/move-rotation.ts'
import type { RotatePowers } from '../../src/rotate/rotate-powers.ts'
import { startRotation } from '../../src/rotate/start-rotation.ts'
import { aCredential, anApplication, aPerson, inDays, now } from '../support/builders.ts'
import { createFakeStores } from '../support/fake-stores.ts'
import { silentLog } from '../support/silent-log.ts'

const made: VaultCertificate = {
  ref: { name: 'one', version: '1' },
  der: 'AAAA',
  startAt: now,
  endAt: inDays(90),
  tags: {},
}

/** A rotation that is minting, a vault that has the certificate, and what Entra was asked to add. */
async function aMintingRotation() {
  const clock = { at: now.getTime(), now: () => new Date(clock.at) }
  const stores = createFakeStores(clock, silentLog)
  const holder = anApplication()
  const added: string[] = []
  const powers: Partial<RotatePowers> = {
    ...stores,
    clock,
    log: silentLog,
    policy: { rotationLifetimeDays: 90, soakHours: 1 } as RotatePowers['policy'],
    certificates: { find: async () => made } as Partial<RotatePowers['certificates']> as RotatePowers['certificates'],
    credentials: {
      addCertificate: async (_holder, { der }) => {
        added.push(der)
        return { keyId: 'key', outcome: 'added' }
      },
    } as Partial<RotatePowers['credentials']> as RotatePowers['credentials'],
  }
  const ctx = powers as RotatePowers
  const credential = aCredential({ kind: 'certificate' })
  await startRotation(ctx, { holder, credential, approvedBy: aPerson(), reason: 'renewal' })
  const [started] = await stores.rotations.open()
  const rotation = started && (await moveRotation(ctx, started, 'minting', 'Attempt 1', { attempt: 1 }))
  if (rotation === undefined) throw new Error('nothing was started')
  return { ctx, clock, rotation, added }
}

it('is done by one worker where two take it up at once', async () => {
  const { ctx, rotation, added } = await aMintingRotation()
  const ended = await Promise.all([mintCertificate(ctx, rotation), mintCertificate(ctx, rotation)])
  expect(added).toEqual([made.der])
  expect(ended.filter((one) => one !== undefined)).toMatchObject([{ state: 'escrowed', newKeyId: 'key' }])
})

it('writes nothing to Entra after the vault has taken so long that another worker may have the step', async () => {
  const { ctx, clock, rotation, added } = await aMintingRotation()
  const slow = {
    ...ctx,
    certificates: {
      ...ctx.certificates,
      find: async () => {
        clock.at += 45_000
        return made
      },
    },
  }
  expect(await mintCertificate(slow, rotation)).toBeUndefined()
  expect(added).toEqual([])

  clock.at += 60_000
  const [left] = await ctx.rotations.open()
  expect(left?.state).toBe('minting')
  expect(left && (await mintCertificate(ctx, left))).toMatchObject({ state: 'escrowed' })
})
