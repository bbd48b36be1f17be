import type { Background } from './background.ts'
import type { Running } from './run-schedule.ts'

/**
 * Takes no new work, from people or by the clock, and finishes what is under way: at the same time, since whoever stops a
 * service waits for half a minute only. Last comes what answers have left to do.
 */
export async function stopService(
  entrance: { close(): Promise<void> },
  schedule: Running,
  background: Pick<Background, 'drain'>,
): Promise<void> {
  await Promise.all([entrance.close(), schedule.stop()])
  await background.drain()
}
