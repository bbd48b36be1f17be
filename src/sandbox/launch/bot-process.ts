import { fileURLToPath } from 'node:url'
import { type Child, type Environment, startChild } from './child.ts'
import { waitUntilUp } from './wait-until-up.ts'

const script = fileURLToPath(import.meta.resolve('../bot.ts'))

export interface BotProcess {
  stop(): Promise<void>
}

export interface BotOptions {
  readonly env: Environment
  readonly port: number
  readonly logPath: string
  /** Told when it ended by itself and is started again. */
  readonly onRestart: (exitCode: number | null) => void
  /** Told when it ended by itself and would not start again. */
  readonly onFailure: (error: Error) => void
}

/** The bot, started again whenever it ends unasked. Resolves once it answers; throws if it never does. */
export async function startBot(options: BotOptions): Promise<BotProcess> {
  const { env, port, logPath } = options
  let stopping = false
  let current = await startOnce()

  async function startOnce(): Promise<Child> {
    const child = startChild({ name: 'The bot', script, env, logPath })
    try {
      await waitUntilUp(child, `http://127.0.0.1:${port}/healthz`)
      return child
    } catch (error) {
      await child.stop()
      throw error
    }
  }

  async function watch(): Promise<void> {
    while (!stopping) {
      const exitCode = await current.exited
      if (stopping) return
      options.onRestart(exitCode)
      current = await startOnce()
    }
    await current.stop()
  }
  watch().catch(options.onFailure)

  return {
    async stop() {
      stopping = true
      await current.stop(8000)
    },
  }
}
