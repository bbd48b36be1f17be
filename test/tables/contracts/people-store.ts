import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { PersonWithManager } from '../../../src/domain/person.ts'
import type { SeenPerson } from '../../../src/domain/person-history.ts'
import { aPerson, inDays } from '../../support/builders.ts'
import { collect, hostileTexts, type StoresUnderTest } from './fixture.ts'
import { aPersonRef } from './records.ts'

export function peopleStoreContract(under: () => StoresUnderTest): void {
  const people = () => under().stores.people
  const seen = (person: PersonWithManager): SeenPerson => {
    const { displayName, mail, accountEnabled, userType, manager } = person
    const state = { displayName, mail, accountEnabled, userType, manager }
    const before = { ...state, accountEnabled: true, fromAt: inDays(-30), untilAt: inDays(-3) }
    return { ...person, spans: [{ ...state, fromAt: inDays(-2), untilAt: null }, before] }
  }

  describe('people', () => {
    it('come back with their managers, one by one and all together', async () => {
      const known = [
        seen({ ...aPerson({ personId: randomUUID() }), manager: aPersonRef() }),
        seen({
          ...aPerson({ personId: randomUUID(), mail: null, accountEnabled: null, userType: null }),
          manager: null,
        }),
        ...hostileTexts.map((displayName) =>
          seen({ ...aPerson({ personId: randomUUID(), displayName }), manager: null }),
        ),
      ]
      await people().save(known)
      const found = await people().getMany([...known.map(({ personId }) => personId), randomUUID()])
      expect(found).toEqual(new Map(known.map((person) => [person.personId, person])))
      expect(await collect(people().all())).toEqual(expect.arrayContaining(known))
    })

    it('are replaced when they change', async () => {
      const before = seen({ ...aPerson({ personId: randomUUID() }), manager: aPersonRef() })
      const after = seen({ ...before, accountEnabled: false, manager: null })
      await people().save([before])
      await people().save([after])
      expect((await people().getMany([before.personId])).get(before.personId)).toEqual(after)
    })

    it.each(hostileTexts.filter((id) => id.isWellFormed() && id !== ''))('may have the id %j', async (personId) => {
      const person = seen({ ...aPerson({ personId }), manager: null })
      await people().save([person])
      expect((await people().getMany([personId])).get(personId)).toEqual(person)
    })

    it('are gone once removed, also when they were never there', async () => {
      const [one, other] = [randomUUID(), randomUUID()]
      await people().save([one, other].map((personId) => seen({ ...aPerson({ personId }), manager: null })))
      await people().remove([one, randomUUID()])
      expect([...(await people().getMany([one, other])).keys()]).toEqual([other])
    })
  })
}
