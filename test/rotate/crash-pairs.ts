import { describe, expect, it } from 'vitest'
import { brokenBy, runWith, type Story } from './crash-stories.ts'
import { type FaultKind, faultKinds, type Script } from './world/crash-world.ts'

/** Two faults at every `nth` two calls of a story. Each story has a file of its own, so that they run side by side. */
export function survivesPairs(story: Story, nth: number): void {
  describe(story.title, () => {
    it.each(faultKinds)(
      'survives one %s together with any later fault',
      { timeout: 300_000 },
      async (first: FaultKind) => {
        const { world } = await runWith(story, new Map())
        const broken: string[] = []
        let pairs = 0
        for (let call = 1; call <= world.calls(); call += 1) {
          // After the first fault other calls follow than without it, so the second one is looked for among those.
          const { world: afterFirst } = await runWith(story, new Map([[call, first]]))
          for (let second = call + 1; second <= afterFirst.calls(); second += 1) {
            for (const kind of faultKinds) {
              pairs += 1
              if (pairs % nth !== 0) continue
              const script: Script = new Map([
                [call, first],
                [second, kind],
              ])
              if (broken.length < 20) broken.push(...(await brokenBy(story, script)))
            }
          }
        }
        expect(broken).toEqual([])
        expect(pairs).toBeGreaterThan(1_000)
      },
    )
  })
}
