import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inCi } from '../support/in-ci.ts'
import { breakages } from './world/breakages.ts'
import { type Breakage, createModelWorld, type Setting } from './world/model-world.ts'
import { placeKinds } from './world/place.ts'
import { explain, steps } from './world/steps.ts'

const RUNS = Number(process.env.SAGA_MODEL_RUNS ?? inCi(12_000, 400))
/** Enough to find each mistake for certain, as far as chance allows that. */
const MUTANT_RUNS = 10_000
/** The same in each run, so that none of them comes out otherwise by chance. */
const MUTANT_SEED = 1
const seed = Number(process.env.SAGA_MODEL_SEED ?? Date.now() % 2 ** 31)

const setting: fc.Arbitrary<Setting> = fc.record({
  one: fc.boolean(),
  two: fc.constantFrom('none', ...placeKinds.filter((kind) => kind !== 'versions')),
  order: fc.constantFrom<Setting['order']>(['one', 'two'], ['two', 'one']),
  isTwoRequired: fc.boolean(),
  stragglers: fc.constantFrom('die', 'finish first', 'finish last'),
  inTheEnd: fc.constantFrom('rotate', 'undo'),
})

/**
 * The rotation among stalled and dying processes, users and time. fast-check makes up the settings and the story; each
 * step of it says who goes on for how many calls, so the interleaving itself is data: it shrinks, and one process may
 * stand still while others do a whole rotation, which a fair scheduler hardly ever lets happen.
 */
function holds(breakage?: Breakage) {
  return fc.asyncProperty(setting, steps, async (chosen, story) => {
    const world = createModelWorld(chosen, breakage)
    await fc.asyncModelRun(() => ({ model: {}, real: world }), story)
    if ((await world.complaints()).length > 0) throw new Error(explain(world))
  })
}

it('keeps every invariant, whoever comes in between whatever', { timeout: 600_000 }, async () => {
  process.stdout.write(`rotation model: ${RUNS} runs, SAGA_MODEL_SEED=${seed}\n`)
  await fc.assert(holds(), { seed, numRuns: RUNS, includeErrorInReport: true })
})

describe('the model notices whoever breaks', () => {
  it.each(Object.entries(breakages))('%s', { timeout: 60_000 }, async (_, breakage) => {
    const { failed } = await fc.check(holds(breakage), { seed: MUTANT_SEED, numRuns: MUTANT_RUNS, endOnFailure: true })
    expect(failed).toBe(true)
  })
})
