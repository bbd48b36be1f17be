import process from 'node:process'
import { parseArgs } from 'node:util'
import { createAppContext, type Overrides } from './app-context.ts'
import { parseConfig } from './config/config.ts'
import { readEnv } from './config/env.ts'
import { messageOf } from './domain/errors.ts'
import type { ScanSummary } from './domain/scan-summary.ts'
import { everySoOften } from './every-so-often.ts'
import { createLogger } from './logger.ts'
import { runScan } from './run-scan.ts'
import type { ScanProgress } from './scan/scan-tenant.ts'

const usage = `Usage: npm run scan -- [--json]

Runs one pass over the tenant and exits. Progress goes to stderr.
  --json   the summary as one JSON object, the last line of stdout
  --help   this text
`

const RETRY_MS = 1_000
const PROGRESS_EVERY_MS = 2_000

/**
 * One pass, then the exit code: 0 when all of the tenant was read, 1 when something failed. Waits while another
 * process is at a pass; a process that died gives way within half a minute.
 */
export async function scanOnce(args: readonly string[], overrides: Overrides = {}): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' }, help: { type: 'boolean' } } })
    if (values.help) {
      process.stdout.write(usage)
      return 0
    }
    const config = parseConfig(readEnv())
    const { ctx } = await createAppContext(config, createLogger(config.logLevel, process.stderr), overrides)
    const summary = await untilDone(() => runScan(ctx, { onProgress: everySoOften(PROGRESS_EVERY_MS, showProgress) }))
    process.stdout.write(values.json ? `${JSON.stringify(summary)}\n` : describe(summary))
    return summary.failures === 0 ? 0 : 1
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`)
    return 1
  }
}

async function untilDone(run: () => Promise<ScanSummary | undefined>): Promise<ScanSummary> {
  let isWaiting = false
  for (;;) {
    const summary = await run()
    if (summary !== undefined) return summary
    if (!isWaiting) process.stderr.write('Another pass is running; waiting for it to end…\n')
    isWaiting = true
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

function showProgress({ applications, servicePrincipals, findings }: ScanProgress): void {
  process.stderr.write(
    `… ${applications} applications, ${servicePrincipals} service principals, ${findings} findings\n`,
  )
}

function describe(summary: ScanSummary): string {
  const skipped = Object.entries(summary.skipped).map(([reason, count]) => `${count} ${reason}`)
  return [
    `${summary.applications} applications and ${summary.servicePrincipals} service principals with ${summary.credentials} credentials`,
    `${summary.findings} findings; ${summary.orphaned} applications among them are orphaned`,
    `${summary.notifications} notifications sent, ${summary.rotationsStarted} rotations started`,
    `left alone: ${skipped.join(', ') || 'none'}`,
    `${summary.graphRequests} Graph requests, ${summary.tableTransactions} table transactions, ${(summary.durationMs / 1000).toFixed(1)} s`,
    ...(summary.failures === 0
      ? []
      : [`${summary.failures} failures:`, ...summary.problems.map((line) => `  - ${line}`)]),
    '',
  ].join('\n')
}

if (import.meta.main) process.exit(await scanOnce(process.argv.slice(2)))
