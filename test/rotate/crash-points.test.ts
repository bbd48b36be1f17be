import { describe, expect, it } from 'vitest'
import { inCi } from '../support/in-ci.ts'
import { brokenBy, runWith, stories } from './crash-stories.ts'
import { type FaultKind, faultKinds } from './world/crash-world.ts'

/** Of a story's calls; every one of them in CI. */
const STEP = inCi(1, 3)

describe.each(stories)('$title', (story) => {
  it('comes to its end where nothing fails', async () => {
    const { world, complaints } = await runWith(story, new Map())
    expect(complaints).toEqual([])
    expect((await world.stored()).state).toBe(story.end)
  })

  it.each(faultKinds)('survives one %s at every call', async (kind: FaultKind) => {
    const { world } = await runWith(story, new Map())
    const broken: string[] = []
    for (let call = 1; call <= world.calls(); call += STEP) {
      broken.push(...(await brokenBy(story, new Map([[call, kind]]))))
    }
    expect(broken).toEqual([])
  })
})
