import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { aPerson } from '../../support/builders.ts'
import { collect, hostileTexts, type StoresUnderTest } from './fixture.ts'
import { aPersonRef } from './records.ts'

export function peopleStoreContract(under: () => StoresUnderTest): void {
  const people = () => under().stores.people

  describe('people', () => {
    it('come back with their managers, one by one and all together', async () => {
      const known = [
        { ...aPerson({ personId: randomUUID() }), manager: aPersonRef() },
        { ...aPerson({ personId: randomUUID(), mail: null, accountEnabled: null, userType: null }), manager: null },
        ...hostileTexts.map((displayName) => ({ ...aPerson({ personId: randomUUID(), displayName }), manager: null })),
      ]
      await people().save(known)
      const found = await people().getMany([...known.map(({ personId }) => personId), randomUUID()])
      expect(found).toEqual(new Map(known.map((person) => [person.personId, person])))
      expect(await collect(people().all())).toEqual(expect.arrayContaining(known))
    })

    it('are replaced when they change', async () => {
      const before = { ...aPerson({ personId: randomUUID() }), manager: aPersonRef() }
      const after = { ...before, accountEnabled: false, manager: null }
      await people().save([before])
      await people().save([after])
      expect((await people().getMany([before.personId])).get(before.personId)).toEqual(after)
    })

    it.each(hostileTexts.filter((id) => id.isWellFormed() && id !== ''))('may have the id %j', async (personId) => {
      const person = { ...aPerson({ personId }), manager: null }
      await people().save([person])
      expect((await people().getMany([personId])).get(personId)).toEqual(person)
    })
  })
}
