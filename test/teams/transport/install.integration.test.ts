import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { anId } from '../../support/builders.ts'
import { type FakeConnector, startFakeConnector } from '../../support/fake-connector.ts'
import { type ManagedIdentity, startManagedIdentity } from '../../support/managed-identity.ts'
import { createMessengerHost, notice } from '../../support/messenger-host.ts'

let connector: FakeConnector
let identity: ManagedIdentity
const installedFor: string[] = []

beforeAll(async () => {
  identity = await startManagedIdentity()
  for (const [name, value] of Object.entries(identity.variables)) vi.stubEnv(name, value)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await identity.close()
})
beforeEach(async () => {
  connector = await startFakeConnector()
  installedFor.length = 0
})
afterEach(() => connector.close())

function messengerThatInstalls(succeeds: boolean) {
  const install = async (personId: string) => {
    installedFor.push(personId)
    return succeeds
  }
  return createMessengerHost({ serviceUrl: connector.url, install }).messenger
}

test('the app is installed for a person who lacks it, and the card is sent again, once', async () => {
  const personId = anId()
  connector.failNext({ status: 403, code: 'ForbiddenOperationException' })
  expect(await messengerThatInstalls(true).send(personId, notice)).toMatchObject({ ok: true })
  expect(installedFor).toEqual([personId])
  expect(connector.activities.size).toBe(1)
})

test('where it cannot be installed the refusal stands', async () => {
  connector.failNext({ status: 403, code: 'ForbiddenOperationException' })
  expect(await messengerThatInstalls(false).send(anId(), notice)).toEqual({ ok: false, reason: 'not-installed' })
  expect(connector.activities.size).toBe(0)
})

test('nothing is installed for a person who blocked the bot', async () => {
  connector.failNext({ status: 403, code: 'ConversationBlockedByUser' })
  expect(await messengerThatInstalls(true).send(anId(), notice)).toEqual({ ok: false, reason: 'blocked' })
  expect(installedFor).toEqual([])
})
