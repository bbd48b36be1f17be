import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'

const exitWithParent = import.meta.resolve('./exit-with-parent.ts')
const keptLines = 30

export type Environment = Readonly<Record<string, string | undefined>>

export interface ChildOptions {
  readonly name: string
  /** JavaScript or TypeScript file that Node runs. */
  readonly script: string
  readonly args?: readonly string[]
  /** Added to this process's own; undefined takes a variable away. */
  readonly env?: Environment | undefined
  readonly cwd?: string
  /** Where its output is appended as well. */
  readonly logPath?: string
  readonly onLine?: (line: string) => void
}

export interface Child {
  readonly name: string
  readonly pid: number | undefined
  /** Resolves with the exit code; null after a signal. */
  readonly exited: Promise<number | null>
  /** The end of what it printed, for an error report. */
  lastLines(): readonly string[]
  /** Asks it to stop and, after `patienceMs`, makes it. Resolves once it is gone. */
  stop(patienceMs?: number): Promise<void>
}

/**
 * Starts a Node process that outlives neither `stop` nor this process. It has a process group of its own, so Ctrl-C
 * in a terminal reaches this process alone, which then stops its children in order.
 */
export function startChild(options: ChildOptions): Child {
  const { name, script, args = [], env = {}, cwd = process.cwd() } = options
  const child = spawn(process.execPath, ['--import', exitWithParent, script, ...args], {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  // Not at `exit`, when some of its last words may not have been read yet.
  const exited = once(child, 'close').then(
    ([code]: (number | null)[]) => code ?? null,
    () => -1,
  )
  const log = options.logPath === undefined ? undefined : createWriteStream(options.logPath, { flags: 'a' })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      if (lines.length > keptLines) lines.shift()
      log?.write(`${line}\n`)
      options.onLine?.(line)
    })
  }
  child.once('close', () => log?.end())

  async function stop(patienceMs = 3000): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGINT')
    const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs)
    await exited
    clearTimeout(impatience)
  }

  return { name, pid: child.pid, exited, lastLines: () => [...lines], stop }
}
