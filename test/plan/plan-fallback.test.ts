import { describe, expect, it } from 'vitest'
import { toldNow } from '../../src/domain/alert.ts'
import { isEscalated } from '../../src/domain/finding.ts'
import { cardKey } from '../../src/domain/situation.ts'
import { planFallback } from '../../src/plan/plan-fallback.ts'
import { planPass } from '../../src/plan/plan-pass.ts'
import { aFinding, anOwner, aPerson, aSituation, inDays, now } from '../support/builders.ts'

const [manager, administrator] = [aPerson(), aPerson()]
const [owner, second] = [anOwner(), anOwner()]
const people = new Map([
  [owner.personId, { ...owner, manager }],
  [manager.personId, { ...manager, manager: null }],
])
const situation = aSituation({ people, administrators: [administrator] })

function cardTo(personId: string, owners = [owner]) {
  const finding = aFinding({ owners, stage: 'second' })
  const card = planPass([finding], situation).notifications.find(
    ({ recipient }) => recipient.person.personId === personId,
  )
  if (card === undefined) throw new Error('no card was planned')
  return { finding, card }
}

describe('when somebody cannot be told', () => {
  it('the next in line is', () => {
    const { card } = cardTo(owner.personId)
    expect(planFallback(card, situation, new Set([owner.personId]))).toMatchObject({
      cards: [{ recipient: { person: { personId: manager.personId }, reason: { is: 'manager' } }, isFirst: true }],
      isCovered: false,
    })
  })

  it('a second owner who was told is enough', () => {
    const { card } = cardTo(owner.personId, [owner, second])
    expect(planFallback(card, situation, new Set([owner.personId]))).toEqual({ cards: [], isCovered: true })
    const both = new Set([owner.personId, second.personId])
    expect(planFallback(card, situation, both).cards).toHaveLength(1)
  })

  it('whoever could not be told either is left out', () => {
    const { card } = cardTo(owner.personId)
    const failed = new Set([owner.personId, manager.personId])
    expect(planFallback(card, situation, failed).cards).toMatchObject([
      { recipient: { person: { personId: administrator.personId } } },
    ])
    failed.add(administrator.personId)
    expect(planFallback(card, situation, failed)).toEqual({ cards: [], isCovered: false })
  })

  it('nobody is told twice in the place of the same person', () => {
    const { card, finding } = cardTo(owner.personId)
    const told = { [finding.credential.keyId]: toldNow('second', undefined, inDays(-1)) }
    const knows = aSituation({ ...situation, told: new Map([[cardKey(card.holder.objectId, manager.personId), told]]) })
    expect(planFallback(card, knows, new Set([owner.personId]))).toEqual({ cards: [], isCovered: true })
  })

  it('an owner who got an account again since then is not passed over', () => {
    const { card } = cardTo(owner.personId)
    const gone = { ...card, recipient: { ...card.recipient, person: aPerson() } }
    expect(planFallback(gone, situation, new Set([gone.recipient.person.personId])).cards).toMatchObject([
      { recipient: { person: { personId: owner.personId } } },
    ])
  })
})

describe('an alert that nobody answers', () => {
  const finding = aFinding({ owners: [owner], stage: 'second', daysLeft: 9 })
  const toldAt = (days: number, personId = owner.personId) =>
    [
      cardKey(finding.holder.objectId, personId),
      { [finding.credential.keyId]: toldNow('second', undefined, inDays(-days)) },
    ] as const
  const recipientsOf = (...told: (readonly [string, Readonly<Record<string, ReturnType<typeof toldNow>>>])[]) =>
    planPass([finding], aSituation({ ...situation, told: new Map(told) })).notifications.map(
      ({ recipient }) => [recipient.person.personId, isEscalated(recipient.reason)] as const,
    )

  it('goes one step up after the configured days, and not before', () => {
    expect(recipientsOf(toldAt(4))).toEqual([])
    expect(recipientsOf(toldAt(5))).toEqual([[manager.personId, true]])
  })

  it('goes up again when that step stays silent as long', () => {
    expect(recipientsOf(toldAt(9), toldAt(4, manager.personId))).toEqual([])
    expect(recipientsOf(toldAt(10), toldAt(5, manager.personId))).toEqual([[administrator.personId, true]])
  })

  it('stays where it is at the first stage', () => {
    const first = aFinding({ owners: [owner], stage: 'first' })
    const told = { [first.credential.keyId]: toldNow('first', undefined, inDays(-20)) }
    const since = new Map([[cardKey(first.holder.objectId, owner.personId), told]])
    expect(planPass([first], aSituation({ ...situation, told: since })).notifications).toEqual([])
  })

  it('counts from the second stage on, however many stages were told since', () => {
    const second = toldNow('second', undefined, inDays(-6))
    const third = toldNow('third', second, now)
    expect(third.urgentAt).toEqual(inDays(-6))
  })
})
