import { parseArgs } from 'node:util'
import { startAcceptingConnector } from './bench/accepting-connector.ts'
import { type MeasuredPass, measurePass } from './bench/measure-pass.ts'
import { startCloud } from './cloud.ts'
import { startAzurite } from './launch/azurite.ts'
import { freePort } from './launch/free-port.ts'

/**
 * The performance table: first and second passes over tenants of two sizes, each a process of its own, in one run, so
 * that the ratios hold on any machine. The cloud is simulated and answers at once; times are therefore the service's own.
 */
interface Row extends MeasuredPass {
  readonly applications: number
  readonly pass: 'first' | 'second'
}

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, applications: { type: 'string', default: '1200,12000' } },
})

const rows: Row[] = []
for (const applications of values.applications.split(',').map(Number)) rows.push(...(await measureTenant(applications)))
process.stdout.write(values.json ? `${JSON.stringify(rows)}\n` : table(rows))
process.exit(0)

async function measureTenant(applications: number): Promise<Row[]> {
  const [cloud, connector] = await Promise.all([
    startCloud({ applications, throttle: false, replicationDelayMs: 0 }),
    startAcceptingConnector(),
  ])
  const { child, connectionString } = await startAzurite({ port: await freePort() })
  const environment = {
    ...cloud.environment(),
    BOT_AUTHENTICATION: 'disabled',
    AZURE_STORAGE_CONNECTION_STRING: connectionString,
    TEAMS_SERVICE_URL: connector.url,
    ADMIN_USER_IDS: String(cloud.tenant.cast.administrator.id),
  }
  const measured: Row[] = []
  for (const pass of ['first', 'second'] as const) {
    measured.push({ applications, pass, ...(await measurePass(environment)) })
  }
  await Promise.all([child.stop(), connector.stop(), cloud.stop()])
  return measured
}

function table(measured: readonly Row[]): string {
  const [base] = measured
  const lines = measured.map(({ applications, pass, summary, heapBytes }) =>
    [
      applications.toLocaleString('en-US'),
      pass,
      summary.findings,
      summary.notifications,
      summary.graphRequests,
      summary.tableTransactions,
      `${(summary.durationMs / 1000).toFixed(1)} s`,
      `${Math.round(heapBytes / 2 ** 20)} MiB (${(heapBytes / (base?.heapBytes ?? heapBytes)).toFixed(2)}×)`,
    ].join(' | '),
  )
  const head = 'applications | pass | findings | cards | Graph requests | table transactions | time | live heap'
  const rule = head.replace(/[^|]+/g, '---')
  return `${[head, rule, ...lines].map((line) => `| ${line} |`).join('\n')}\n`
}
