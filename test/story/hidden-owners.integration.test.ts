import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SeenHolder } from '../../src/ports.ts'
import { type Product, startProduct } from '../support/product.ts'
import { collect } from '../tables/contracts/fixture.ts'

let product: Product
let before: readonly SeenHolder[]

const holders = async () =>
  (await collect(product.ctx.holders.list({}))).toSorted((a, b) => a.objectId.localeCompare(b.objectId))

beforeAll(async () => {
  product = await startProduct({ applications: 60 })
  await product.pass()
  before = await holders()
  for (const permission of ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All']) {
    product.cloud.permissions.delete(permission)
  }
  product.cloud.clock.advance(86_400_000)
}, 60_000)
afterAll(() => product[Symbol.asyncDispose]())

it('a missing permission to read people makes nobody a former owner and no application orphaned, and is said once', async () => {
  const summary = await product.pass()
  const after = await holders()
  expect(after.some(({ owners }) => owners.some((owner) => owner.type === 'user' && owner.displayName === null))).toBe(
    true,
  )
  expect(after.map(({ ownerHistory }) => ownerHistory)).toEqual(before.map(({ ownerHistory }) => ownerHistory))
  expect(after.flatMap(({ formerOwners }) => formerOwners)).toEqual([])
  const orphanedBefore = new Set(before.filter(({ orphaned }) => orphaned).map(({ objectId }) => objectId))
  expect(after.filter(({ orphaned, objectId }) => orphaned && !orphanedBefore.has(objectId))).toEqual([])
  expect(summary.problems.filter((problem) => /Entra hides.*User\.Read\.All/.test(problem))).toHaveLength(1)
  expect(summary.problems.join()).not.toContain('Could not finish reading people')
  expect(await collect(product.ctx.people.all())).not.toContainEqual(expect.objectContaining({ displayName: null }))
})

it('once the permission is granted, everything is as it was', async () => {
  product.cloud.permissions.add('User.Read.All')
  await product.pass()
  expect((await holders()).map(({ owners, orphaned }) => ({ owners, orphaned }))).toEqual(
    before.map(({ owners, orphaned }) => ({ owners, orphaned })),
  )
})
