import { fileURLToPath } from 'node:url'
import { type Child, type Environment, startChild } from './child.ts'

const script = fileURLToPath(import.meta.resolve('../scan.ts'))

export interface FirstPass {
  readonly child: Child
  readonly succeeded: Promise<boolean>
}

/** One pass in a process of its own. Its words go to `say` as well, its log only to the file. */
export function runFirstPass(env: Environment, logPath: string, say: (line: string) => void): FirstPass {
  const child = startChild({
    name: 'The first pass',
    script,
    env,
    logPath,
    onLine: (line) => {
      if (line !== '' && !line.startsWith('{')) say(line)
    },
  })
  return { child, succeeded: child.exited.then((exitCode) => exitCode === 0) }
}
