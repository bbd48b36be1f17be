import { describe, expect, it } from 'vitest'
import type { PersonWithManager } from '../../src/domain/person.ts'
import { rememberPeople } from '../../src/scan/remember-people.ts'
import { aPerson, inDays, now } from '../support/builders.ts'
import { createFakeStores } from '../support/fake-stores.ts'
import { aDirectory } from '../support/scripted-directory.ts'

const top = { ...aPerson({ displayName: 'Top' }), manager: null }
const chief = { ...aPerson({ displayName: 'Chief' }), manager: top }
const boss = { ...aPerson({ displayName: 'Boss' }), manager: chief }
const owner = { ...aPerson({ displayName: 'Owner' }), manager: boss }

function aCompany(...present: readonly PersonWithManager[]) {
  const { people } = createFakeStores({ now: () => now })
  let staff = new Map(present.map((person) => [person.personId, person]))
  let reads = 0
  const directory = aDirectory({
    async people(ids) {
      reads += ids.length
      return new Map(ids.flatMap((id) => (staff.has(id) ? [[id, staff.get(id) ?? owner]] : [])))
    },
  })
  return {
    people,
    reads: () => reads,
    staff(...next: readonly PersonWithManager[]) {
      staff = new Map(next.map((person) => [person.personId, person]))
    },
    pass: (day: number, owners: readonly PersonWithManager[], isComplete = true) =>
      rememberPeople(
        { directory, people },
        { personIds: new Set(owners.map(({ personId }) => personId)), isComplete },
        { at: inDays(day), lastAt: inDays(day - 1), forgetBefore: inDays(day - 730) },
      ),
    async names(): Promise<string[]> {
      const names: string[] = []
      for await (const person of people.all()) names.push(String(person.displayName))
      return names.sort()
    },
    async spansOf({ personId }: PersonWithManager) {
      return (await people.getMany([personId])).get(personId)?.spans.map(({ fromAt, untilAt }) => [fromAt, untilAt])
    },
  }
}

describe('people who are remembered', () => {
  it('are owners and their managers, each with the one above, and nobody further up', async () => {
    const company = aCompany(owner, boss, chief, top)
    await company.pass(0, [owner])
    expect(await company.names()).toEqual(['Boss', 'Owner'])
    const [seen] = (await company.people.getMany([boss.personId])).values()
    expect(seen?.manager?.personId).toBe(chief.personId)
  })

  it('are asked for once, also where the manager is an owner too', async () => {
    const company = aCompany(owner, boss, chief)
    await company.pass(0, [owner, boss])
    expect(company.reads()).toBe(3)
  })

  it('keep their manager when both of them are deleted', async () => {
    const company = aCompany(owner, boss, chief)
    await company.pass(0, [owner])
    company.staff(chief)
    await company.pass(10, [])
    const known = await company.people.getMany([owner.personId, boss.personId])
    expect(known.get(owner.personId)?.manager?.personId).toBe(boss.personId)
    expect(known.get(boss.personId)?.manager?.personId).toBe(chief.personId)
    expect(await company.spansOf(owner)).toEqual([[inDays(0), inDays(9)]])
  })

  it('are not ended by a pass that missed something', async () => {
    const company = aCompany(owner, boss)
    await company.pass(0, [owner])
    await company.pass(10, [], false)
    expect(await company.spansOf(owner)).toEqual([[inDays(0), null]])
  })

  it('are written only when they change', async () => {
    const company = aCompany(owner, boss)
    await company.pass(0, [owner])
    const before = await company.people.getMany([owner.personId, boss.personId])
    await company.pass(1, [owner])
    expect(await company.people.getMany([owner.personId, boss.personId])).toEqual(before)
    company.staff({ ...owner, accountEnabled: false }, boss)
    await company.pass(2, [owner])
    expect(await company.spansOf(owner)).toEqual([
      [inDays(2), null],
      [inDays(0), inDays(1)],
    ])
  })

  it('are forgotten when they have mattered to nothing for long enough, not before', async () => {
    const company = aCompany(owner, boss)
    await company.pass(0, [owner])
    await company.pass(10, [])
    await company.pass(9 + 730, [])
    expect(await company.names()).toEqual(['Boss', 'Owner'])
    await company.pass(10 + 730, [])
    expect(await company.names()).toEqual([])
  })

  it('lose what they were once it is old enough, though nothing else has changed', async () => {
    const company = aCompany(owner, boss)
    await company.pass(0, [owner])
    company.staff({ ...owner, accountEnabled: false }, boss)
    await company.pass(10, [owner])
    await company.pass(800, [owner])
    expect(await company.spansOf(owner)).toEqual([[inDays(10), null]])
  })
})
