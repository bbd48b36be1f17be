import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AppContext } from '../../src/ports.ts'
import { runScan } from '../../src/run-scan.ts'
import { type Product, startProduct } from '../support/product.ts'

const DAY_MS = 86_400_000
/** More applications of one person than get a card each. */
const LISTED = 6

let product: Product
let owner: string
let second: string

beforeAll(async () => {
  product = await startProduct({ applications: 50 })
  owner = String(product.cloud.tenant.cast.owner.id)
  second = String(product.cloud.tenant.cast.secondOwner.id)
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

/** The context of a process that dies at its `deadAt`th call to a store or to Teams, after the call took effect. */
function dyingAt(ctx: AppContext, deadAt: number): { ctx: AppContext; calls(): number } {
  let calls = 0
  const mortal = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        return async (...args: unknown[]) => {
          calls += 1
          if (calls > deadAt) throw new Error('the process is dead')
          const result: unknown = await Reflect.apply(method, target, args)
          if (calls >= deadAt) throw new Error('the process died')
          return result
        }
      },
    })
  const scans = (port: AppContext['cards']) => ({ ...mortal(port), all: () => port.all() })
  return {
    calls: () => calls,
    ctx: {
      ...ctx,
      messenger: mortal(ctx.messenger),
      outbox: mortal(ctx.outbox),
      cards: { ...scans(ctx.cards), about: mortal(ctx.cards).about, change: mortal(ctx.cards).change },
      lists: { ...ctx.lists, get: mortal(ctx.lists).get, add: mortal(ctx.lists).add, change: mortal(ctx.lists).change },
    },
  }
}

function addApplication(name: string, ownerIds: readonly string[]): string {
  const { tenant, clock } = product.cloud
  const objectId = crypto.randomUUID()
  tenant.addApplication({ id: objectId, appId: crypto.randomUUID(), displayName: name, signInAudience: 'AzureADMyOrg' })
  for (const ownerId of ownerIds) tenant.addOwner(objectId, ownerId)
  const now = clock.now().getTime()
  const [startAt, endAt] = [new Date(now - 300 * DAY_MS), new Date(now + 6 * DAY_MS)]
  tenant.addPassword(objectId, { displayName: 'nightly', startAt, endAt })
  return objectId
}

/** How many cards and lists show the application with a button to somebody. */
function shownTo(personId: string, objectId: string): number {
  return product.cardsOf(personId).filter(({ actions }) => actions.some(({ data }) => data.objectId === objectId))
    .length
}

it('a process that dies between any two steps of sending loses nothing and repeats one message at most', async () => {
  let isFinished = false
  for (let deadAt = 1; !isFinished; deadAt += deadAt < 14 ? 1 : 5) {
    const shared = addApplication(`Shared ${deadAt}`, [second])
    const listed = Array.from({ length: LISTED }, (_, index) => addApplication(`Listed ${deadAt}.${index}`, [owner]))
    const dying = dyingAt(product.ctx, deadAt)
    await runScan(dying.ctx).catch(() => undefined)
    isFinished = dying.calls() < deadAt
    // The leases of a dead process end by themselves.
    product.cloud.clock.advance(5 * 60_000)
    await product.pass()

    const copies = [shownTo(second, shared), Math.max(...listed.map((objectId) => shownTo(owner, objectId)))]
    expect(Math.min(shownTo(second, shared), ...listed.map((objectId) => shownTo(owner, objectId)))).toBeGreaterThan(0)
    expect(copies.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(3)
    expect(await product.pass()).toMatchObject({ notifications: 0 })
    expect(await product.ctx.outbox.all()).toEqual([])
  }
}, 240_000)
