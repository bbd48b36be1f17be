import { undoRotation } from '../../src/rotate/undo-rotation.ts'
import { type CrashWorld, createCrashWorld, MEETS, type Script } from './world/crash-world.ts'

/** A whole rotation; how far an owner lets it go before they want it back, if they do. */
export interface Story {
  readonly title: string
  readonly run: (world: CrashWorld) => Promise<void>
  readonly end: string
}

export const wholeRotation: Story = {
  title: 'a rotation into two destinations',
  run: async (world) => {
    await world.order()
    await world.runToEnd()
  },
  end: 'done',
}

export const undoneRotation: Story = {
  title: 'a rotation that is undone while it soaks',
  run: async (world) => {
    await world.order()
    await world.runUntil('soaking')
    await world.persistently(
      async (powers) => undoRotation(powers, await world.stored(), world.owner),
      async () => (await world.stored())?.state !== 'soaking',
    )
    await world.runToEnd()
  },
  end: 'cancelled',
}

export const stories: readonly Story[] = [wholeRotation, undoneRotation]

export async function runWith(
  story: Story,
  script: Script,
): Promise<{ world: CrashWorld; complaints: readonly string[] }> {
  const world = createCrashWorld(script)
  await story.run(world)
  return { world, complaints: await world.complaints() }
}

/** What broke at this script, with the calls around it. */
export async function brokenBy(story: Story, script: Script): Promise<string[]> {
  const { world, complaints } = await runWith(story, script)
  if (complaints.length === 0) return []
  const last = world.trace.findLastIndex((line) => line.startsWith(MEETS))
  const around = world.trace.slice(Math.max(0, last - 12), last + 8)
  return [`${complaints.join('; ')} at ${JSON.stringify([...script])} in ${around.join(' | ')}`]
}
