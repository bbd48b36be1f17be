import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { serviceConnection } from '../../src/sandbox/devops/service-connections.ts'
import { type Chats, cardWith, look, press, say, startChats } from '../support/chats.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const connectionId = '5eed0000-0000-4000-8000-000000000002'

let chats: Chats

beforeAll(async () => {
  chats = await startChats()
})

afterAll(() => chats[Symbol.asyncDispose]())

it('one owner asks, another approves, two places get the new secret, the old one is retired; and another time undone', async () => {
  const { tenant, clock, places, origin } = chats.sandbox.cloud
  const { owner, secondOwner, administrator } = tenant.cast
  const archive = tenant.applications().find(({ displayName }) => displayName === 'Invoice archive')
  const clientId = String(archive?.appId)
  const secrets = () =>
    (tenant.applications().find(({ appId }) => appId === clientId)?.passwordCredentials ?? []).map(({ keyId }) => keyId)
  const before = secrets()
  places.connections.put({
    organization: 'contoso',
    access: 'administrator',
    connection: serviceConnection({
      id: connectionId,
      name: 'archive',
      clientId,
      secret: 'seeded',
      projects: ['archive'],
    }),
  })

  const administrators = await chats.chatOf(String(administrator.id))
  const place = `https://dev.azure.com/contoso/archive/_settings/adminservices?resourceId=${connectionId}`
  await say(administrators, `destinations ${clientId}`)
  const empty = cardWith(administrators, 'Add destination', 'Invoice archive')
  await empty.getByPlaceholder('Paste its address').fill(`${origin}/secrets/archive-secret`)
  await look(administrators, 'destinations-empty')
  await press(empty, 'Add destination')
  await administrators.getByText('secret archive-secret').last().waitFor()
  await say(administrators, `deliver ${clientId} ${place}`)
  await administrators.getByText(connectionId).last().waitFor()
  await look(administrators, 'destinations')

  const asking = await chats.chatOf(String(owner.id))
  const agreeing = await chats.chatOf(String(secondOwner.id))
  await say(asking, `preview ${clientId}`)
  await asking.getByText('What Rotate would do').last().waitFor()
  await look(asking, 'preview')
  await say(asking, `app ${clientId}`)
  await press(cardWith(asking, 'Rotate', 'Invoice archive'), 'Rotate')
  await asking.getByText('Rotation waits for a second person').last().waitFor()
  await look(asking, 'requested')

  const question = cardWith(agreeing, 'Decline', 'Invoice archive')
  await question.waitFor()
  await look(agreeing, 'asked')
  await press(question, 'Approve renewal')
  const review = cardWith(agreeing, 'Back', 'Invoice archive')
  expect(await review.innerText()).toContain('Files.ReadWrite.All')
  await review.getByLabel('Why should it be renewed?').fill('Reviewed with finance')
  await look(agreeing, 'review')
  await press(review, 'Approve renewal')
  await agreeing.getByText('New client secret delivered').last().waitFor()
  await asking.getByText('New client secret delivered').last().waitFor()
  await look(asking, 'soaking')
  const first = places.connections.secretOf(connectionId)
  expect(tenant.acceptsSecret(clientId, String(first), clock.now())).toBe('accepted')
  expect(secrets()).toHaveLength(before.length + 1)

  clock.advance(25 * HOUR_MS)
  await vi.waitFor(() => expect(secrets()).toHaveLength(before.length), { timeout: 60_000, interval: 500 })
  // Who is told is looked at every half minute.
  clock.advance(MINUTE_MS)
  await asking.getByText('An old client secret was removed').last().waitFor({ timeout: 60_000 })
  await look(asking, 'retired')

  await say(asking, `rotate ${clientId}`)
  await asking.getByText('Rotation waits for a second person').last().waitFor()
  await say(agreeing, `approve ${clientId} again, for a test`)
  await cardWith(asking, 'Undo', 'New client secret delivered').waitFor({ timeout: 30_000 })
  expect(places.connections.secretOf(connectionId)).not.toBe(first)
  await press(cardWith(asking, 'Undo', 'New client secret delivered'), 'Undo')
  await vi.waitFor(() => expect(places.connections.secretOf(connectionId)).toBe(first), {
    timeout: 30_000,
    interval: 500,
  })
  await vi.waitFor(() => expect(secrets()).toHaveLength(before.length), { timeout: 30_000, interval: 500 })
  await look(asking, 'undone')
})
