import type { Holder } from '../domain/holder.ts'
import type { Owner, Person } from '../domain/person.ts'
import type { Directory } from '../ports.ts'

/** The same directory for a tenant whose policy lets guests own applications: every guest it names is marked so. */
export function admitGuests(directory: Directory): Directory {
  return {
    ...directory,
    async *applications() {
      for await (const page of directory.applications()) yield page.map(withOwners)
    },
    async ownersOf(kind, objectIds) {
      const found = await directory.ownersOf(kind, objectIds)
      return new Map([...found].map(([objectId, owners]) => [objectId, owners?.map(admittedOwner)]))
    },
    async holder(kind, objectId) {
      const found = await directory.holder(kind, objectId)
      return found && withOwners(found)
    },
    async people(personIds) {
      const found = await directory.people(personIds)
      return new Map([...found].map(([personId, person]) => [personId, admitted(person)]))
    },
    findPeople: async (text) => (await directory.findPeople(text)).map(admitted),
    membersOf: async (groupId) => (await directory.membersOf(groupId)).map(admitted),
    ownersOfSameService: async (objectId) => (await directory.ownersOfSameService(objectId)).map(admitted),
    reportsOf: async (personId) => (await directory.reportsOf(personId)).map(admitted),
  }
}

function withOwners(holder: Holder): Holder {
  return { ...holder, owners: holder.owners.map(admittedOwner) }
}

function admittedOwner(owner: Owner): Owner {
  return owner.type === 'user' ? admitted(owner) : owner
}

function admitted<P extends Person>(person: P): P {
  return person.userType === 'Guest' ? { ...person, isAdmittedGuest: true } : person
}
