import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Running, runSchedule } from '../../src/run/run-schedule.ts'
import { type Product, startProduct } from '../support/product.ts'

let product: Product
let running: Running[] = []

// Five to six in UTC, so that the daily pass is five minutes away.
beforeAll(async () => {
  product = await startProduct({ applications: 20, now: new Date('2026-05-01T05:55:00Z') })
})
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()))
})
afterAll(() => product[Symbol.asyncDispose]())

function lastPass() {
  return product.ctx.passes.last()
}

async function untilEnded(after: Date | undefined): Promise<Date> {
  return vi.waitFor(
    async () => {
      const pass = await lastPass()
      if (pass?.endedAt === null || pass === undefined || pass.startedAt.getTime() === after?.getTime())
        throw new Error('not yet')
      return pass.startedAt
    },
    { timeout: 30_000, interval: 50 },
  )
}

describe('the schedule', () => {
  it('runs a pass when its time has come, once for two replicas, and not before', async () => {
    running = [runSchedule(product.ctx), runSchedule(product.ctx)]
    product.cloud.clock.advance(4 * 60_000)
    await vi.waitFor(async () => expect(await lastPass()).toBeUndefined())
    product.cloud.clock.advance(2 * 60_000)
    const first = await untilEnded(undefined)
    const cards = product.connector.activities.size
    expect(cards).toBeGreaterThan(0)

    product.cloud.clock.advance(24 * 3_600_000)
    const second = await untilEnded(first)
    expect(second.getTime() - first.getTime()).toBeLessThan(25 * 3_600_000)
    const began = product.heard().match(/"msg":"Pass ended"/g)
    expect(began).toHaveLength(2)
  })

  it('makes up for a pass that was missed, and for one whose process died', async () => {
    const first = (await lastPass())?.startedAt
    product.cloud.clock.advance(3 * 24 * 3_600_000)
    running = [runSchedule(product.ctx)]
    const caughtUp = await untilEnded(first)
    await running[0]?.stop()

    const diedAt = product.cloud.clock.now()
    await product.ctx.passes.begin({ passId: 'died', startedAt: diedAt, endedAt: null, summary: null })
    running = [runSchedule(product.ctx)]
    expect((await untilEnded(caughtUp)).getTime()).toBeGreaterThan(diedAt.getTime())
  })

  it('goes on with a rotation that a dead process left behind', async () => {
    const owner = String(product.cloud.tenant.cast.owner.id)
    const card = product.cardsOf(owner).find(({ actions }) => actions[0]?.title === 'Rotate')
    if (card === undefined) throw new Error('no card to rotate')
    product.cloud.faults.add({ method: 'POST', path: /addPassword$/, when: 'after', drop: true, times: 1 })
    await product.click(owner, card, 'Rotate')
    await product.settle()
    running = [runSchedule(product.ctx)]
    product.cloud.clock.advance(61_000)
    await vi.waitFor(
      async () => {
        const [rotation] = await product.ctx.rotations.about(String(card.actions[0]?.data.objectId))
        expect(rotation?.state).toBe('awaitingDeployment')
      },
      { timeout: 30_000, interval: 100 },
    )
    await vi.waitFor(
      () =>
        expect(
          product.cardsOf(owner).some(({ actions }) => actions.some(({ title }) => title === 'Confirm deployed')),
        ).toBe(true),
      20_000,
    )
  })
})
