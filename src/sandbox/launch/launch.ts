import type { Child } from './child.ts'
import type { SandboxOptions } from './options.ts'

/** One run of the sandbox, while it is being put together. */
export interface Launch {
  readonly options: SandboxOptions
  /** Folder for what stays on disk: certificate authority, logs, settings of the chats. */
  readonly home: string
  /** Takes everything that has to be stopped, in the order of starting. */
  readonly resources: AsyncDisposableStack
  readonly say: (line: string) => void
  /** Something ended by itself that the sandbox cannot do without. */
  readonly fail: (error: Error) => void
}

/** Stops the child with everything else, and everything else when the child ends by itself. */
export function supervise({ resources, fail }: Launch, child: Child): void {
  let stopping = false
  resources.defer(() => {
    stopping = true
    return child.stop()
  })
  child.exited.then((exitCode) => {
    if (stopping) return
    const ended = `${child.name} ended (${exitCode ?? 'killed'}). Its last output:`
    fail(new Error([ended, ...child.lastLines()].join('\n')))
  })
}
