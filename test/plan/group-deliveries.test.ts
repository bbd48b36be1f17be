import { describe, expect, it } from 'vitest'
import { groupDeliveries } from '../../src/plan/group-deliveries.ts'
import { planPass } from '../../src/plan/plan-pass.ts'
import { aFinding, anOwner, aSituation, now } from '../support/builders.ts'

const owner = anOwner()

function notificationsAbout(applications: number) {
  const findings = Array.from({ length: applications }, (_, index) =>
    aFinding({ owners: [owner], daysLeft: 30 - index }),
  )
  return planPass(findings, aSituation()).notifications
}

describe('what one person is sent in a pass', () => {
  it('is a card for each of up to five applications', () => {
    expect(groupDeliveries(notificationsAbout(5), now).map(({ cards }) => cards.length)).toEqual([1, 1, 1, 1, 1])
  })

  it('is one list for more, the most urgent on top', () => {
    const [list, ...others] = groupDeliveries(notificationsAbout(6), now)
    expect(others).toEqual([])
    expect(list?.cards.map(({ findings: [{ daysLeft }] }) => daysLeft)).toEqual([25, 26, 27, 28, 29, 30])
  })

  it('is as many lists as it takes to show every application', () => {
    const lists = groupDeliveries(notificationsAbout(40), now)
    expect(lists.map(({ cards }) => cards.length)).toEqual([15, 15, 10])
    expect(new Set(lists.map(({ deliveryId }) => deliveryId)).size).toBe(lists.length)
    const urgency = lists.flatMap(({ cards }) => cards.map(({ findings: [{ daysLeft }] }) => daysLeft))
    expect(urgency).toEqual(urgency.toSorted((a, b) => a - b))
  })

  it('is split where one row of the outbox could not hold it', () => {
    const owners = Array.from({ length: 100 }, () => anOwner())
    const findings = Array.from({ length: 15 }, () => aFinding({ owners }))
    const { notifications } = planPass(findings, aSituation())
    const lists = groupDeliveries(notifications, now).filter(({ person }) => person.personId === owners[0]?.personId)
    expect(lists.map(({ cards }) => cards.length)).toEqual([10, 5])
  })
})
