import type { TurnContext } from 'botbuilder'
import { expect, it } from 'vitest'
import { createConversationMemory } from '../../src/teams/remember-conversation.ts'
import { aMessageActivity } from '../support/activities.ts'
import { anId, now } from '../support/builders.ts'
import { createFakeStores } from '../support/fake-stores.ts'

const MINUTE_MS = 60_000
const personId = anId()
const where = { botId: anId(), tenantId: anId(), serviceUrl: 'https://smba.example/emea/' }
const from = { id: '29:x', name: 'Ana', aadObjectId: personId }
const conversation = { id: 'a:chat', conversationType: 'personal', tenantId: where.tenantId }

it('a reference that was dropped is stored again, by the next message a while later', async () => {
  let at = now
  const clock = { now: () => at }
  const { conversations } = createFakeStores(clock)
  const remember = createConversationMemory({ conversations, clock })
  const activity = aMessageActivity(where, { from, conversation })
  const hear = () => remember({ activity } as unknown as TurnContext)

  await hear()
  await conversations.dropPerson(personId)
  at = new Date(at.getTime() + MINUTE_MS)
  await hear()
  expect(await conversations.ofPerson(personId)).toBeUndefined()
  at = new Date(at.getTime() + 10 * MINUTE_MS)
  await hear()
  expect(await conversations.ofPerson(personId)).toMatchObject({ conversationId: 'a:chat' })
})
