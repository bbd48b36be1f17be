import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { DestinationTarget } from '../../../src/domain/destination.ts'
import { aCredential, aDelivery, inDays, now } from '../../support/builders.ts'
import { hostileTexts, type StoresUnderTest } from './fixture.ts'
import { aRotation, following, moved, started, storedOf, transitionOf } from './records.ts'

const everyTarget: readonly DestinationTarget[] = [
  { kind: 'keyVault', vaultUrl: 'https://v.vault.azure.net', secretName: 'a', grantOwnersOn: '/subscriptions/1' },
  { kind: 'devOps', organization: 'contoso', project: 'a b', endpointId: randomUUID() },
  {
    kind: 'vercel',
    project: 'shop',
    teamId: null,
    variable: 'KEY',
    environments: ['production', 'preview'],
    redeploys: true,
  },
  { kind: 'apiConnection', resourceId: '/subscriptions/1' },
  { kind: 'appService', resourceId: '/subscriptions/2' },
  { kind: 'containerApp', resourceId: '/subscriptions/3' },
  { kind: 'webhook', url: 'https://hooks.example/x' },
  { kind: 'runbook', accountId: '/subscriptions/4', runbook: 'apply' },
]

export function rotationStoreContract(under: () => StoresUnderTest): void {
  const stores = () => under().stores
  const rotations = () => stores().rotations

  describe('rotations', () => {
    it('come back with every field as they were moved', async () => {
      const first = await started(stores())
      const changes = {
        state: 'awaitingDeployment' as const,
        attempt: 2,
        tries: 3,
        escrowedAt: inDays(1),
        deliveredAt: inDays(2),
        soakHours: 2,
        undoneBy: { personId: randomUUID(), displayName: hostileTexts.join() },
        deliveries: everyTarget.map((target) =>
          aDelivery({ target, receipt: { version: 'v2' }, evidence: hostileTexts.join() }),
        ),
        newKeyId: randomUUID(),
        newEndAt: inDays(90),
        vaultSecret: { name: 'rot-1', version: 'v1' },
        confirmedBy: { personId: randomUUID(), displayName: null },
        problem: hostileTexts.join(),
        nextStepAt: inDays(1),
        changedAt: inDays(2),
      }
      const second = await moved(stores(), first, changes)
      expect(second).toEqual({ ...first, ...changes, sequence: 1, etag: expect.any(String) })
      expect(await storedOf(stores(), first)).toEqual(second)
    })

    it('start once for each credential as long as one is open', async () => {
      const open = await started(stores())
      const again = aRotation({ holder: open.holder, old: open.old })
      const beside = aRotation({ holder: open.holder, old: aCredential({ keyId: randomUUID() }) })
      expect(await rotations().start(again, transitionOf(again))).toBe(false)
      expect(await rotations().start(beside, transitionOf(beside))).toBe(true)
      const about = (await rotations().about(open.holder.objectId)).map(({ rotationId }) => rotationId)
      expect(about.sort()).toEqual([open.rotationId, beside.rotationId].sort())
    })

    it.each(['done', 'failed', 'cancelled'] as const)('may start anew after one is %s', async (state) => {
      const first = await started(stores())
      await moved(stores(), first, { state })
      const next = aRotation({ holder: first.holder, old: first.old, approvedAt: inDays(1) })
      expect(await rotations().start(next, transitionOf(next))).toBe(true)
      expect(await rotations().about(first.holder.objectId)).toMatchObject([{ rotationId: next.rotationId }])
    })

    it('show the one approved last when none is open', async () => {
      const first = await started(stores(), { approvedAt: inDays(-9) })
      await moved(stores(), first, { state: 'failed' })
      const second = await started(stores(), { holder: first.holder, old: first.old, approvedAt: inDays(-1) })
      await moved(stores(), second, { state: 'cancelled' })
      const expected = [{ rotationId: second.rotationId, state: 'cancelled' }]
      expect(await rotations().about(first.holder.objectId)).toMatchObject(expected)
    })

    it('know which of them made a credential, although a later one replaced it again', async () => {
      const first = await started(stores(), { approvedAt: inDays(-9) })
      const newKeyId = randomUUID()
      await moved(stores(), first, { state: 'failed', newKeyId })
      await started(stores(), { holder: first.holder, old: first.old, approvedAt: inDays(-1) })
      const { objectId } = first.holder
      expect(await rotations().makerOf(objectId, newKeyId)).toMatchObject({ rotationId: first.rotationId })
      expect(await rotations().makerOf(objectId, first.old.keyId)).toBeUndefined()
    })

    it('know which of them has replaced a credential, although another one was begun since', async () => {
      const first = await started(stores(), { approvedAt: inDays(-9) })
      const { objectId } = first.holder
      expect(await rotations().replacementOf(objectId, first.old.keyId)).toBeUndefined()
      await moved(stores(), first, { state: 'done' })
      await started(stores(), { holder: first.holder, old: first.old, approvedAt: inDays(-1) })
      expect(await rotations().replacementOf(objectId, first.old.keyId)).toMatchObject({ state: 'done' })
      expect(await rotations().replacementOf(objectId, randomUUID())).toBeUndefined()
    })

    it('move only from what is stored, and leave no trace otherwise', async () => {
      const first = await started(stores())
      const second = await moved(stores(), first, { state: 'minting' })
      expect(await moved(stores(), first, { state: 'cancelled' })).toBeUndefined()
      expect(await storedOf(stores(), first)).toEqual(second)
      const actions = (await stores().audit.about(first.holder.objectId)).map(({ action }) => action)
      expect(actions).toEqual(['rotation-approved', 'rotation-minting'])
      const never = { ...aRotation(), etag: first.etag }
      expect(await rotations().move(never, following(never, {}), transitionOf(never))).toBeUndefined()
    })

    it('have one winner among twenty that start at once', async () => {
      const { holder, old } = aRotation()
      const racers = Array.from({ length: 20 }, () => aRotation({ holder, old }))
      const outcomes = await Promise.all(racers.map((one) => rotations().start(one, transitionOf(one))))
      expect(outcomes.filter(Boolean)).toHaveLength(1)
      expect(await rotations().about(holder.objectId)).toMatchObject([
        { rotationId: racers[outcomes.indexOf(true)]?.rotationId },
      ])
      expect(await stores().audit.about(holder.objectId)).toHaveLength(1)
    })

    it('have one winner among twenty that move at once', async () => {
      const first = await started(stores())
      const racers = Array.from({ length: 20 }, (_, index) => following(first, { state: 'minting', attempt: index }))
      const outcomes = await Promise.all(
        racers.map((to) => rotations().move(first, to, { ...transitionOf(to), eventId: randomUUID() })),
      )
      const winners = outcomes.filter((outcome) => outcome !== undefined)
      expect(winners).toHaveLength(1)
      expect(await storedOf(stores(), first)).toEqual(winners[0])
      expect(await stores().audit.about(first.holder.objectId)).toHaveLength(2)
    })

    it('are open until they are done, parked or cancelled', async () => {
      const open = await started(stores())
      const waiting = await moved(stores(), await started(stores()), { state: 'awaitingDeployment' })
      const ended = await moved(stores(), await started(stores()), { state: 'done' })
      const found = await rotations().open()
      expect(found).toEqual(expect.arrayContaining([open, waiting]))
      expect(found.map(({ rotationId }) => rotationId)).not.toContain(ended?.rotationId)
    })

    it('tell the newest successor of each credential they replaced', async () => {
      const first = await started(stores())
      const made = await moved(stores(), first, { newKeyId: 'key-1', changedAt: now })
      if (made === undefined) throw new Error('did not move')
      await moved(stores(), made, { state: 'cancelled', changedAt: inDays(1) })
      const second = await started(stores(), { holder: first.holder, old: first.old })
      await moved(stores(), second, { newKeyId: 'key-2', changedAt: inDays(2) })
      const fruitless = await started(stores())
      const successors = await rotations().successors()
      expect(successors.get(first.old.keyId)).toBe('key-2')
      expect(successors.has(fruitless.old.keyId)).toBe(false)
    })
  })
}
