import type { Finding, Recipient } from '../domain/finding.ts'
import { isReachable, type PersonRef, type PersonWithManager, reachableOwners } from '../domain/person.ts'
import type { Situation } from '../domain/situation.ts'

/**
 * Who is told of a finding: the first of these that has anyone reachable. Owners; the most recent previous owners;
 * the managers of previous and unreachable owners, as Entra says now or as remembered; administrators.
 */
export function chooseRecipients(finding: Finding, situation: Situation): Recipient[] {
  for (const choose of [owners, previousOwners, managers, administrators]) {
    const recipients = choose(finding, situation)
    if (recipients.length > 0) return recipients
  }
  return []
}

function owners(finding: Finding): Recipient[] {
  return reachableOwners(finding.owners).map((person) => ({ person, reason: { is: 'owner' } }))
}

function previousOwners(finding: Finding, situation: Situation): Recipient[] {
  const reachable = finding.formerOwners.flatMap(({ personId, untilAt }) => {
    const person = reachablePerson(personId, situation)
    return person === undefined ? [] : [{ person, untilAt }]
  })
  const latest = Math.max(...reachable.map(({ untilAt }) => untilAt.getTime()))
  return reachable
    .filter(({ untilAt }) => untilAt.getTime() === latest)
    .map(({ person, untilAt }) => ({ person, reason: { is: 'previousOwner', untilAt } }))
}

function managers(finding: Finding, situation: Situation): Recipient[] {
  const byManager = new Map<string, Recipient>()
  for (const owner of ownersOutOfReach(finding)) {
    const managerId = managerIdOf(owner.personId, situation)
    const person = managerId === undefined ? undefined : reachablePerson(managerId, situation)
    if (person !== undefined && !byManager.has(person.personId)) {
      byManager.set(person.personId, { person, reason: { is: 'manager', of: owner } })
    }
  }
  return [...byManager.values()]
}

function administrators(_finding: Finding, situation: Situation): Recipient[] {
  return situation.administrators.map((person) => ({ person, reason: { is: 'administrator' } }))
}

/** Listed owners who cannot be told anything, then those no longer listed, most recent first. */
export function ownersOutOfReach(finding: Pick<Finding, 'owners' | 'formerOwners'>): PersonRef[] {
  const listed = finding.owners.filter((owner) => owner.type === 'user').filter((owner) => !isReachable(owner))
  return [...listed, ...finding.formerOwners]
}

/** Entra first, because people change teams; our own record once Entra has deleted the person. */
function managerIdOf(personId: string, situation: Situation): string | undefined {
  const person = situation.people.get(personId)
  const manager = person?.manager ?? situation.rememberedManagers.get(personId)
  return manager?.personId
}

function reachablePerson(personId: string, situation: Situation): PersonWithManager | undefined {
  const person = situation.people.get(personId)
  return person !== undefined && isReachable(person) ? person : undefined
}
