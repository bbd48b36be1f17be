import process from 'node:process'
import { KeyturnError } from './domain/errors.ts'
import { start } from './start.ts'

/** How long a stopping service may finish its work; App Service and Kubernetes kill after 30 s. */
const STOP_WITHIN_MS = 25_000

try {
  const { stop } = await start()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
} catch (error) {
  process.stderr.write(`${error instanceof KeyturnError ? error.message : String(error)}\n`)
  process.exit(1)
}
