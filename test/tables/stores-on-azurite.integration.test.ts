import { beforeAll } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { createClient } from '../../src/tables/create-client.ts'
import { createStores } from '../../src/tables/create-stores.ts'
import { tableNames } from '../../src/tables/open-tables.ts'
import { startAzurite, type TestAzurite } from '../support/azurite.ts'
import { now } from '../support/builders.ts'
import { everyStoreContract } from './contracts/every-store.ts'
import type { StoresUnderTest } from './contracts/fixture.ts'

let azurite: TestAzurite
let underTest: StoresUnderTest

beforeAll(async () => {
  azurite = await startAzurite()
  underTest = await createUnderTest(azurite.connectionString)
})

async function createUnderTest(connectionString: string): Promise<StoresUnderTest> {
  const clock = { at: now, now: () => clock.at }
  const warnings: object[] = []
  const logger = createLogger('warn', { write: (line) => void warnings.push(JSON.parse(line)) })
  const options = { connectionString, clock, logger, onTransaction: () => undefined }
  return {
    stores: await createStores(options),
    clock,
    warnings,
    async plant(role, partition, { key, properties }) {
      const client = createClient(options, tableNames[role])
      await client.upsertEntity({ partitionKey: partition, rowKey: key, ...properties }, 'Replace')
    },
  }
}

everyStoreContract(() => underTest)
