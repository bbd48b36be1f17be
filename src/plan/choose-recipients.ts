import type { Finding, Recipient, RecipientReason } from '../domain/finding.ts'
import { isReachable, type PersonRef, type PersonWithManager, reachableOwners } from '../domain/person.ts'
import type { Situation } from '../domain/situation.ts'

type Step = (finding: Finding, situation: Situation) => Recipient[]

/** In this order; each step is told when the one before it has nobody, cannot be delivered to, or does not answer. */
const order: readonly Step[] = [owners, previousOwners, managers, nextManagers, administratorsChannel, administrators]

/** Who is told of a finding at first. */
export function chooseRecipients(finding: Finding, situation: Situation): Recipient[] {
  return recipientSteps(finding, situation)[0] ?? []
}

/** All who could be told of a finding, step by step; steps without anyone reachable are left out, nobody comes twice. */
export function recipientSteps(finding: Finding, situation: Situation): Recipient[][] {
  const seen = new Set<string>()
  return order
    .map((step) =>
      step(finding, situation).filter(({ person }) => !seen.has(person.personId) && seen.add(person.personId)),
    )
    .filter((recipients) => recipients.length > 0)
}

function owners(finding: Finding): Recipient[] {
  return reachableOwners(finding.owners).map((person) => recipient(person, { is: 'owner' }))
}

function previousOwners(finding: Finding, situation: Situation): Recipient[] {
  const reachable = finding.formerOwners.flatMap(({ personId, untilAt }) => {
    const person = reachablePerson(personId, situation)
    return person === undefined ? [] : [{ person, untilAt }]
  })
  const latest = Math.max(...reachable.map(({ untilAt }) => untilAt.getTime()))
  return reachable
    .filter(({ untilAt }) => untilAt.getTime() === latest)
    .map(({ person, untilAt }) => recipient(person, { is: 'previousOwner', untilAt }))
}

function managers(finding: Finding, situation: Situation): Recipient[] {
  const owning = new Set(reachableOwners(finding.owners).map(({ personId }) => personId))
  return managersOf(everyOwner(finding), situation).flatMap(({ manager, of }) => {
    const person = reachablePerson(manager.personId, situation)
    const stillOwns = owning.has(of.personId) ? { stillOwns: true as const } : {}
    return person === undefined ? [] : [recipient(person, { is: 'manager', of, ...stillOwns })]
  })
}

/** Above the managers, reachable or not: one that has left too must not end the line. */
function nextManagers(finding: Finding, situation: Situation): Recipient[] {
  const first = managersOf(everyOwner(finding), situation).map(({ manager }) => manager)
  return managersOf(first, situation).flatMap(({ manager, of }) => {
    const person = reachablePerson(manager.personId, situation)
    return person === undefined ? [] : [recipient(person, { is: 'nextManager', of })]
  })
}

function administratorsChannel(_finding: Finding, { administratorsChannelId }: Situation): Recipient[] {
  if (administratorsChannelId === undefined) return []
  const channel = { personId: administratorsChannelId, displayName: null }
  return [recipient(channel, { is: 'administratorsChannel' })]
}

function administrators(_finding: Finding, situation: Situation): Recipient[] {
  return situation.administrators.map((person) => recipient(person, { is: 'administrator' }))
}

function recipient({ personId, displayName }: PersonRef, reason: RecipientReason): Recipient {
  return { person: { personId, displayName }, reason }
}

/** Listed owners who cannot be told anything, then those no longer listed, most recent first, then the other owners. */
function everyOwner({ owners: listed, formerOwners }: Finding): PersonRef[] {
  const people = listed.filter((owner) => owner.type === 'user')
  return [...people.filter((owner) => !isReachable(owner)), ...formerOwners, ...people.filter(isReachable)]
}

function managersOf(people: readonly PersonRef[], situation: Situation): { manager: PersonRef; of: PersonRef }[] {
  return people.flatMap(({ personId, displayName }) => {
    const manager = managerOf(personId, situation)
    return manager === undefined ? [] : [{ manager, of: { personId, displayName } }]
  })
}

/**
 * Whoever managed them while they owned the application, because people change teams and applications stay; who manages
 * them now where that one cannot be reached any more.
 */
function managerOf(personId: string, situation: Situation): PersonRef | undefined {
  const remembered = situation.rememberedManagers.get(personId)
  const isLive = remembered !== undefined && reachablePerson(remembered.personId, situation) !== undefined
  return isLive ? remembered : (situation.people.get(personId)?.manager ?? remembered)
}

function reachablePerson(personId: string, situation: Situation): PersonWithManager | undefined {
  const person = situation.people.get(personId)
  return person !== undefined && isReachable(person) ? person : undefined
}
