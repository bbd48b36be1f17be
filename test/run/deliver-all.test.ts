import { describe, expect, it } from 'vitest'
import { showStatus } from '../../src/decide/show-status.ts'
import type { Finding } from '../../src/domain/finding.ts'
import type { Owner } from '../../src/domain/person.ts'
import type { AppContext } from '../../src/ports.ts'
import { aFinding, anOwner, aPerson } from '../support/builders.ts'
import { aDeliveryWorld, type DeliveryWorld } from '../support/delivery-world.ts'
import { aSeenHolder } from '../tables/contracts/records.ts'

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

  it.each([1, 6])('when the account is gone since the scan, for a message about %i applications', async (count) => {
    const [world, owner] = [aDeliveryWorld(), anOwner()]
    world.people.set(owner.personId, { ...owner, accountEnabled: false })
    await world.pass(await findingsOf(world, count, owner))
    expect(world.tried).toEqual([])
    expect(await undelivered(world)).toEqual(Array.from({ length: count }, (_, index) => `App ${index}: no-account`))
  })
})
