import { TableClient, TableServiceClient } from '@azure/data-tables'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Azurite, startAzurite } from '../../src/sandbox/launch/azurite.ts'
import { freePort } from '../../src/sandbox/launch/free-port.ts'

let azurite: Azurite

beforeAll(async () => {
  azurite = await startAzurite({ port: await freePort() })
})
afterAll(() => azurite.child.stop())

test('keeps what the official client stores', async () => {
  const connect = { allowInsecureConnection: true }
  await TableServiceClient.fromConnectionString(azurite.connectionString, connect).createTable('people')
  const people = TableClient.fromConnectionString(azurite.connectionString, 'people', connect)
  await people.createEntity({ partitionKey: 'a', rowKey: 'b', name: 'Ada' })
  expect(await people.getEntity('a', 'b')).toMatchObject({ name: 'Ada' })
})

test('answers nobody after it was stopped', async () => {
  const other = await startAzurite({ port: await freePort() })
  await other.child.stop()
  const endpoint = /TableEndpoint=(\S+)/.exec(other.connectionString)?.[1] ?? ''
  await expect(fetch(endpoint)).rejects.toThrow('fetch failed')
})
