import { describe, expect, it } from 'vitest'
import type { PersonWithManager } from '../../src/domain/person.ts'
import { chooseRecipients } from '../../src/plan/choose-recipients.ts'
import { aFinding, anOwner, aPerson, aSituation, inDays } from '../support/builders.ts'

const administrator = aPerson({ displayName: 'Adele Admin' })

function people(...of: PersonWithManager[]): Map<string, PersonWithManager> {
  return new Map(of.map((person) => [person.personId, person]))
}

describe('who is told', () => {
  it('all reachable owners, and nobody else', () => {
    const [one, two] = [anOwner(), anOwner()]
    const disabled = anOwner({ accountEnabled: false })
    const guest = anOwner({ userType: 'Guest' })
    const robot = { type: 'other' as const, objectId: 'x' }
    const finding = aFinding({ owners: [one, disabled, guest, robot, two] })
    expect(chooseRecipients(finding, aSituation({ administrators: [administrator] }))).toMatchObject([
      { person: { personId: one.personId }, reason: { is: 'owner' } },
      { person: { personId: two.personId }, reason: { is: 'owner' } },
    ])
  })

  it('an owner of whom a missing permission hides everything still counts', () => {
    const hidden = anOwner({
      displayName: null,
      mail: null,
      userPrincipalName: null,
      accountEnabled: null,
      userType: null,
    })
    expect(chooseRecipients(aFinding({ owners: [hidden] }), aSituation())).toHaveLength(1)
  })

  it('for an orphan the most recent previous owners who are still there', () => {
    const [recent, older, left] = [aPerson(), aPerson(), aPerson()]
    const finding = aFinding({
      owners: [],
      orphaned: true,
      formerOwners: [
        { ...left, untilAt: inDays(-1) },
        { ...recent, untilAt: inDays(-10) },
        { ...older, untilAt: inDays(-200) },
      ],
    })
    const situation = aSituation({ people: people({ ...recent, manager: null }, { ...older, manager: null }) })
    expect(chooseRecipients(finding, situation)).toMatchObject([
      { person: { personId: recent.personId }, reason: { is: 'previousOwner', untilAt: inDays(-10) } },
    ])
  })

  it('the manager that a deleted owner had when last seen', () => {
    const [left, manager] = [aPerson(), aPerson()]
    const finding = aFinding({ owners: [], orphaned: true, formerOwners: [{ ...left, untilAt: inDays(-1) }] })
    const situation = aSituation({
      people: people({ ...manager, manager: null }),
      rememberedManagers: new Map([[left.personId, manager]]),
    })
    expect(chooseRecipients(finding, situation)).toMatchObject([
      { person: { personId: manager.personId }, reason: { is: 'manager', of: { personId: left.personId } } },
    ])
  })

  it('the manager whom a disabled owner has now, once even when several owners share them', () => {
    const manager = aPerson()
    const one = anOwner({ accountEnabled: false })
    const two = anOwner({ accountEnabled: false })
    const situation = aSituation({
      people: people({ ...one, manager }, { ...two, manager }, { ...manager, manager: null }),
      rememberedManagers: new Map([[one.personId, aPerson()]]),
    })
    const recipients = chooseRecipients(aFinding({ owners: [one, two], orphaned: true }), situation)
    expect(recipients.map(({ person }) => person.personId)).toEqual([manager.personId])
  })

  it('administrators when nobody else is left, and nobody when there are none', () => {
    const finding = aFinding({ owners: [], orphaned: true })
    expect(chooseRecipients(finding, aSituation({ administrators: [administrator] }))).toMatchObject([
      { person: { personId: administrator.personId }, reason: { is: 'administrator' } },
    ])
    expect(chooseRecipients(finding, aSituation())).toEqual([])
  })
})
