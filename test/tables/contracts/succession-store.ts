import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { cardKey } from '../../../src/domain/situation.ts'
import type { Succession } from '../../../src/domain/succession.ts'
import { inDays, now } from '../../support/builders.ts'
import type { StoresUnderTest } from './fixture.ts'

export function successionStoreContract(under: () => StoresUnderTest): void {
  const successions = () => under().stores.successions
  const aSuccession = (changes: Partial<Succession> = {}): Succession => ({
    objectId: randomUUID(),
    oldKeyId: randomUUID(),
    newKeyId: randomUUID(),
    how: 'sign-ins',
    provenAt: now,
    ...changes,
  })

  describe('successions', () => {
    it('come back by application and all together', async () => {
      const one = aSuccession()
      const beside = aSuccession({ objectId: one.objectId })
      const elsewhere = aSuccession()
      await successions().save([one, beside, elsewhere])
      const about = await successions().about(one.objectId)
      expect(about).toHaveLength(2)
      expect(about).toEqual(expect.arrayContaining([one, beside]))
      expect(await successions().all()).toEqual(expect.arrayContaining([one, beside, elsewhere]))
    })

    it('are one for each old credential: the later one', async () => {
      const first = aSuccession()
      const later = { ...first, newKeyId: randomUUID(), provenAt: inDays(1) }
      await successions().save([first])
      await successions().save([later])
      expect(await successions().about(first.objectId)).toEqual([later])
    })

    it('remember when sign-ins were last asked about, and forget who is not named any more', async () => {
      const [kept, left] = [randomUUID(), randomUUID()]
      await successions().saveLookedAt(new Map([kept, left].map((objectId) => [objectId, now])))
      await successions().saveLookedAt(new Map([[kept, inDays(1)]]))
      expect(await successions().lookedAt()).toEqual(new Map([[kept, inDays(1)]]))
      expect(await successions().about(kept)).toEqual([])
    })

    it('remember what each person was asked about, beside what they were asked before', async () => {
      const [objectId, personId] = [randomUUID(), randomUUID()]
      await successions().noteAsked({ objectId, personId }, { old: 'new', other: 'first' })
      await successions().noteAsked({ objectId, personId }, { other: 'second' })
      const asked = await successions().asked()
      expect(asked.get(cardKey(objectId, personId))).toEqual({ old: 'new', other: 'second' })
      expect(asked.get(cardKey(objectId, randomUUID()))).toBeUndefined()
      expect(await successions().about(objectId)).toEqual([])
    })
  })
}
