import { expect, it } from 'vitest'
import type { Stage } from '../../../src/domain/alert.ts'
import { groupDeliveries } from '../../../src/plan/group-deliveries.ts'
import { planPass } from '../../../src/plan/plan-pass.ts'
import { deliverPlanned, runOutbox } from '../../../src/run/delivery/run-outbox.ts'
import { aFinding, anOwner, aSituation, now } from '../../support/builders.ts'
import { aDeliveryWorld } from '../../support/delivery-world.ts'
import { aSeenHolder } from '../../tables/contracts/records.ts'

it('what a pass plans while an earlier message about the same is just being sent is sent after it', async () => {
  const [world, owner, holder] = [aDeliveryWorld(), anOwner(), aSeenHolder()]
  world.people.set(owner.personId, owner)
  await world.stores.holders.save([holder])
  const finding = aFinding({ holder, owners: [owner] })
  const planned = (stage: Stage) => planPass([{ ...finding, stage }], aSituation()).notifications
  await world.stores.outbox.put(groupDeliveries(planned('first'), now))

  const { messenger } = world.ctx
  const pass = { assertHeld: () => undefined, release: async () => undefined }
  const send: typeof messenger.send = async (personId, message) => {
    if (world.tried.length === 0) await deliverPlanned(world.ctx, planned('second'), aSituation(), pass)
    return messenger.send(personId, message)
  }
  await runOutbox({ ...world.ctx, messenger: { ...messenger, send } })
  expect((await world.stores.outbox.all()).map(({ cards }) => cards[0].findings[0].stage)).toEqual(['second'])

  await runOutbox(world.ctx)
  expect(world.tried).toHaveLength(2)
  expect(await world.stores.outbox.all()).toEqual([])
})
