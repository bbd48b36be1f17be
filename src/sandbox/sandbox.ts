import { describeSandbox } from './launch/describe-sandbox.ts'
import { helpText, parseOptions, type SandboxOptions } from './launch/options.ts'
import { startSandbox } from './launch/start-sandbox.ts'

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function readOptions(): SandboxOptions | 'help' | undefined {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\nnpm run sandbox -- --help lists the options.\n`)
    return undefined
  }
}

/** Runs until Ctrl-C, or until something that it needs has ended. Returns the exit code. */
async function run(options: SandboxOptions): Promise<number> {
  const ending = Promise.withResolvers<number>()
  // Once: a second Ctrl-C ends this process at once, and its children with it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.resolve(0))
  const resources = new AsyncDisposableStack()
  try {
    const starting = startSandbox({ options, home: '.sandbox', resources, say, fail: ending.reject })
    starting.then((sandbox) => say(describeSandbox(sandbox, options)), ending.reject)
    return await ending.promise
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`)
    return 1
  } finally {
    say('Stopping.')
    await resources.disposeAsync()
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const options = readOptions()
if (options === 'help') say(helpText)
else process.exit(options === undefined ? 2 : await run(options))
