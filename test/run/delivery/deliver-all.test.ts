import { describe, expect, it } from 'vitest'
import { showStatus } from '../../../src/decide/show/show-status.ts'
import type { Finding } from '../../../src/domain/finding.ts'
import type { Owner } from '../../../src/domain/person.ts'
import type { AppContext } from '../../../src/ports.ts'
import { aFinding, anOwner, aPerson, inDays, now } from '../../support/builders.ts'
import { aDeliveryWorld, type DeliveryWorld } from '../../support/delivery-world.ts'
import { aSeenHolder } from '../../tables/contracts/records.ts'

/** As many findings, each of an application of its own, known to the stores. */
async function findingsOf(world: DeliveryWorld, count: number, owner: Owner): Promise<Finding[]> {
  const holders = Array.from({ length: count }, (_, index) => aSeenHolder({ displayName: `App ${index}` }))
  await world.stores.holders.save(holders)
  return holders.map((holder) => aFinding({ holder, owners: [owner] }))
}

/** What an administrator reads under `/status`. */
async function undelivered(world: DeliveryWorld) {
  const administrator = aPerson()
  world.people.set(administrator.personId, administrator)
  const ctx = {
    ...world.ctx,
    schedule: { nextAfter: () => null },
    policy: { ...world.ctx.policy, administrators: { personIds: [administrator.personId], groupId: undefined } },
  }
  const { undelivered: shown } = await showStatus(ctx as AppContext, administrator, true)
  return shown.map(({ holder, reason }) => `${holder.displayName}: ${reason}`).toSorted()
}

describe('what was not delivered shows in /status', () => {
  it.each([1, 6])('with the reason of Teams, for a message about %i applications', async (count) => {
    const [world, owner] = [aDeliveryWorld(), anOwner()]
    world.people.set(owner.personId, owner)
    world.answer = () => ({ ok: false, reason: 'blocked' })
    await world.pass(await findingsOf(world, count, owner))
    expect(await undelivered(world)).toEqual(Array.from({ length: count }, (_, index) => `App ${index}: blocked`))
  })

  it.each([
    ['is a problem of the pass where Teams refuses everybody for no reason of theirs', 'refused', 1],
    ['is none where people have blocked the bot', 'blocked', 0],
  ] as const)('%s', async (_, reason, problemCount) => {
    const [world, owner] = [aDeliveryWorld(), anOwner()]
    world.people.set(owner.personId, owner)
    world.answer = () => ({ ok: false, reason })
    const { problems } = await world.pass(await findingsOf(world, 1, owner))
    expect(problems).toHaveLength(problemCount)
    if (problemCount > 0) expect(problems[0]).toContain('check BOT_ID')
  })

  it('is no problem of the pass where others were told', async () => {
    const [world, owner, other] = [aDeliveryWorld(), anOwner(), anOwner()]
    for (const one of [owner, other]) world.people.set(one.personId, one)
    const takes = world.answer
    world.answer = (personId, message) =>
      personId === owner.personId ? { ok: false, reason: 'refused' } : takes(personId, message)
    const findings = [...(await findingsOf(world, 1, owner)), ...(await findingsOf(world, 1, other))]
    expect(await world.pass(findings)).toMatchObject({ sent: 1, problems: [] })
  })

  it.each([1, 6])('when the account is gone since the scan, for a message about %i applications', async (count) => {
    const [world, owner] = [aDeliveryWorld(), anOwner()]
    world.people.set(owner.personId, { ...owner, accountEnabled: false })
    await world.pass(await findingsOf(world, count, owner))
    expect(world.tried).toEqual([])
    expect(await undelivered(world)).toEqual(Array.from({ length: count }, (_, index) => `App ${index}: no-account`))
  })
})

describe('when Teams asks to wait for longer than a pass may take', () => {
  it('nothing is tried again, and all that is left waits as long as Teams asked', async () => {
    const [world, owner] = [aDeliveryWorld(), anOwner()]
    world.people.set(owner.personId, owner)
    let answered = 0
    const takes = world.answer
    world.answer = (personId, message) => {
      answered += 1
      return answered === 2 ? { ok: false, reason: 'throttled', retryAfterMs: 600_000 } : takes(personId, message)
    }
    const counts = await world.pass(await findingsOf(world, 5, owner))
    expect(world.tried).toHaveLength(2)
    expect(counts).toMatchObject({ sent: 1, waiting: 4 })
    const waits = (await world.stores.outbox.all()).map(({ notBeforeAt }) => notBeforeAt.getTime() - now.getTime())
    expect(waits).toEqual([600_000, 600_000, 600_000, 600_000])
  })

  it('whoever is next in line waits as well', async () => {
    const [world, first] = [aDeliveryWorld({ administratorsChannelId: 'operations' }), aPerson()]
    world.people.set(first.personId, first)
    const [finding, other] = await findingsOf(world, 2, { type: 'other', objectId: 'robot' })
    if (finding === undefined || other === undefined) throw new Error('two findings are made')
    const formerOwners = [{ ...first, untilAt: inDays(-1) }]
    world.answer = (_, message) =>
      message.is === 'application' && message.holder.objectId === finding.holder.objectId
        ? { ok: false, reason: 'blocked' }
        : { ok: false, reason: 'throttled', retryAfterMs: 600_000 }
    await world.pass([
      { ...finding, orphaned: true, owners: [], formerOwners },
      { ...other, orphaned: true, owners: [], formerOwners },
    ])
    const waiting = await world.stores.outbox.all()
    expect(waiting.map(({ person }) => person.personId).toSorted()).toEqual([first.personId, 'operations'])
    expect(waiting.map(({ notBeforeAt }) => notBeforeAt.getTime() - now.getTime())).toEqual([600_000, 600_000])
  })
})

describe('a list to somebody who left the last one of the second stage unopened', () => {
  it.each([
    ['is followed by a mail', false, 1],
    ['is followed by none once they were heard of', true, 0],
  ])('%s', async (_, wasHeard, mails) => {
    const [world, owner] = [aDeliveryWorld({ hasMailbox: true }), anOwner()]
    world.people.set(owner.personId, owner)
    const findings = await findingsOf(world, 6, owner)
    await world.pass(findings.map((finding) => ({ ...finding, stage: 'second' })))
    expect(world.mailed).toEqual([])
    world.now = inDays(3)
    if (wasHeard) await world.stores.conversations.saveHeardAt(owner.personId, inDays(1))
    await world.pass(findings.map((finding) => ({ ...finding, stage: 'third' })))
    expect(world.mailed.map(({ message }) => message.is)).toEqual(Array(mails).fill('alertList'))
    expect(world.tried).toHaveLength(2)
  })
})

describe('an escalation', () => {
  it.each([1, 6])('carries its reason, and keeps it, in a message about %i applications', async (count) => {
    const [world, owner, manager] = [aDeliveryWorld(), anOwner(), aPerson()]
    const managed = { ...owner, manager }
    for (const person of [managed, manager]) world.people.set(person.personId, person)
    const findings = (await findingsOf(world, count, owner)).map((one) => ({ ...one, stage: 'second' as const }))
    await world.pass(findings)
    world.now = inDays(5)
    await world.pass(findings)
    const reason = { is: 'manager', of: { personId: owner.personId }, stillOwns: true, escalated: true }
    const [told, ...others] = world.tried.filter(({ personId }) => personId === manager.personId)
    expect(others).toEqual([])
    const shown = told?.message.is === 'alertList' ? told.message.rows : [told?.message]
    expect(shown).toMatchObject(Array(count).fill({ because: reason }))
    for (const { holder } of findings) {
      const cards = await world.stores.cards.about(holder.objectId)
      expect(cards.find(({ person }) => person.personId === manager.personId)?.because).toMatchObject(reason)
    }
  })
})
