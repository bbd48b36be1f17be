import fc from 'fast-check'
import { it } from 'vitest'
import { type Breakage, createModelWorld, type Setting } from './world/model-world.ts'
import { placeKinds } from './world/place.ts'
import { explain, steps } from './world/steps.ts'

const RUNS = Number(process.env.SAGA_MODEL_RUNS ?? (process.env.CI ? 3_000 : 100))
const seed = Number(process.env.SAGA_MODEL_SEED ?? Date.now() % 2 ** 31)

const setting: fc.Arbitrary<Setting> = fc.record({
  one: fc.boolean(),
  two: fc.constantFrom('none', ...placeKinds.filter((kind) => kind !== 'versions')),
  stragglers: fc.constantFrom('die', 'finish first', 'finish last'),
  inTheEnd: fc.constantFrom('rotate', 'undo'),
})

function holds(breakage?: Breakage) {
  return fc.asyncProperty(setting, steps, async (chosen, story) => {
    const world = createModelWorld(chosen, breakage)
    await fc.asyncModelRun(() => ({ model: {}, real: world }), story)
    if ((await world.complaints()).length > 0) throw new Error(explain(world))
  })
}

it('keeps every invariant, whoever comes in between whatever', { timeout: 120_000 }, async () => {
  process.stdout.write(`rotation model: ${RUNS} runs, SAGA_MODEL_SEED=${seed}\n`)
  await fc.assert(holds(), { seed, numRuns: RUNS, includeErrorInReport: true })
})
