import { expect, it } from 'vitest'
import { isOrphaned } from '../../src/domain/person.ts'
import { admitGuests } from '../../src/graph/admit-guests.ts'
import { anApplication, anOwner } from '../support/builders.ts'
import { aDirectory } from '../support/scripted-directory.ts'

it('a policy that admits guests marks them wherever the directory names people, and nobody else', async () => {
  const [guest, member] = [anOwner({ userType: 'Guest' }), anOwner()]
  const application = anApplication({ owners: [guest] })
  const people = [guest, member]
  const directory = admitGuests(
    aDirectory({
      async *applications() {
        yield [application]
      },
      ownersOf: async () => new Map([[application.objectId, [guest, { type: 'other', objectId: 'service' }]]]),
      holder: async () => application,
      people: async () => new Map(people.map((person) => [person.personId, { ...person, manager: null }])),
      findPeople: async () => people,
      membersOf: async () => people,
      ownersOfSameService: async () => people,
      reportsOf: async () => people,
    }),
  )
  for await (const page of directory.applications())
    expect(page.map(({ owners }) => isOrphaned(owners))).toEqual([false])
  const owners = (await directory.ownersOf('application', [])).get(application.objectId) ?? []
  expect(isOrphaned(owners)).toBe(false)
  expect(isOrphaned((await directory.holder('application', ''))?.owners ?? [])).toBe(false)
  const lists = [
    [...(await directory.people([])).values()],
    await directory.findPeople(''),
    await directory.membersOf(''),
    await directory.ownersOfSameService(''),
    await directory.reportsOf(''),
  ]
  for (const list of lists) expect(list.map(({ isAdmittedGuest }) => isAdmittedGuest)).toEqual([true, undefined])
})
