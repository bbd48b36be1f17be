import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { TableClient } from '@azure/data-tables'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ScanSummary } from '../../src/domain/scan-summary.ts'
import type { Cloud } from '../../src/sandbox/cloud.ts'
import { startAzurite, type TestAzurite } from '../support/azurite.ts'
import { startTestCloud } from '../support/cloud.ts'
import { type FakeConnector, startFakeConnector } from '../support/fake-connector.ts'
import { inCi } from '../support/in-ci.ts'

const entry = fileURLToPath(import.meta.resolve('../../src/scan-once.ts'))

let cloud: Cloud
let azurite: TestAzurite
let connector: FakeConnector

beforeAll(async () => {
  ;[cloud, azurite, connector] = await Promise.all([
    startTestCloud({ applications: 60 }),
    startAzurite(),
    startFakeConnector(),
  ])
})
afterAll(() => Promise.all([cloud.stop(), connector.close()]))

function startPass(): ChildProcess {
  return spawn(process.execPath, [entry, '--json'], {
    env: {
      ...process.env,
      ...cloud.environment(),
      LOG_LEVEL: 'silent',
      BOT_AUTHENTICATION: 'disabled',
      AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
      TEAMS_SERVICE_URL: connector.url,
      ADMIN_USER_IDS: String(cloud.tenant.cast.administrator.id),
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

async function summaryOf(pass: ChildProcess): Promise<ScanSummary> {
  let output = ''
  pass.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  await once(pass, 'close')
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '')
}

/** Person and application of every card that was delivered, repeated ones included. */
function delivered(): string[] {
  return [...connector.activities].map(([key, activity]) => {
    const objectId = /"objectId":"([^"]+)"/.exec(JSON.stringify(activity))?.[1]
    return `${key.split('/')[0]?.slice(-36)} ${objectId}`
  })
}

describe('a pass that is killed', () => {
  it('is finished by the next one: nothing lost, at most one card repeated for each kill', {
    timeout: 300_000,
  }, async () => {
    const kills = inCi([1, 6, 13, 22, 30], [1, 13, 30])
    for (const cards of kills) {
      const pass = startPass()
      await vi.waitUntil(() => connector.activities.size >= cards, { timeout: 90_000, interval: 2 })
      pass.kill('SIGKILL')
      await once(pass, 'close')
      // The dead process's lease ends by the clock; nobody waits for it here.
      await endDeadLease()
    }
    const last = await summaryOf(startPass())
    expect(last.failures).toBe(0)
    const cards = delivered()
    const distinct = new Set(cards)
    expect(cards.length - distinct.size).toBeLessThanOrEqual(kills.length)

    const again = await summaryOf(startPass())
    expect(again).toMatchObject({ notifications: 0, findings: last.findings })
    expect(distinct.size).toBe(await expectedCards())
  })
})

/** Ends the lease of the process that was killed, as half a minute of waiting would. */
async function endDeadLease(): Promise<void> {
  const table = TableClient.fromConnectionString(azurite.connectionString, 'keyturnPasses', {
    allowInsecureConnection: true,
  })
  for await (const row of table.listEntities({ queryOptions: { filter: "PartitionKey eq 'lease'" } })) {
    await table.deleteEntity(String(row.partitionKey), String(row.rowKey))
  }
}

/** What a pass that nobody disturbs sends, over state of its own. */
async function expectedCards(): Promise<number> {
  const [own, undisturbed] = await Promise.all([startAzurite(), startFakeConnector()])
  const [before, beforeConnector] = [azurite, connector]
  azurite = own
  connector = undisturbed
  await summaryOf(startPass())
  const count = new Set(delivered()).size
  azurite = before
  connector = beforeConnector
  await Promise.all([undisturbed.close()])
  return count
}
