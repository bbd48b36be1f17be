import { messageOf } from '../domain/errors.ts'
import type { Log } from '../ports.ts'

/** Work that goes on after an answer was given. Its failures are logged; stopping the service waits for it. */
export interface Background {
  run(name: string, work: () => Promise<unknown>): void
  /** Ends when nothing is under way any more. */
  drain(): Promise<void>
}

export function createBackground(log: Log): Background {
  const underWay = new Set<Promise<void>>()
  return {
    run(name, work) {
      const task = work()
        .then(() => {})
        .catch((error) => log.error({ work: name, error: messageOf(error) }, 'Background work failed'))
        .finally(() => underWay.delete(task))
      underWay.add(task)
    },
    async drain() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
