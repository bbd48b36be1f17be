import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Messenger } from '../../../src/ports.ts'
import { type BotHost, startBotHost } from '../../support/bot-host.ts'
import type { ConversationMemory } from '../../support/conversation-memory.ts'
import { createMessengerHost, notice } from '../../support/messenger-host.ts'
import { type Playground, startPlayground } from '../../support/playground.ts'

const heard: { text: string; person: string | undefined; conversationId: string; serviceUrl: string }[] = []
let host: BotHost
let playground: Playground
let conversations: ConversationMemory
let messenger: Messenger

beforeAll(async () => {
  host = await startBotHost({
    authentication: 'disabled',
    async handle({ activity }) {
      const { text, from, conversation, serviceUrl } = activity
      heard.push({ text, person: from.aadObjectId, conversationId: conversation.id, serviceUrl })
    },
  })
  const { botId, tenantId } = host
  playground = await startPlayground({ endpoint: `${host.url}/api/messages`, botId, tenantId })
  const serviceUrl = playground.serviceUrl
  ;({ messenger, conversations } = createMessengerHost({ serviceUrl, authentication: 'disabled', botId, tenantId }))
})
afterAll(async () => {
  await playground?.[Symbol.asyncDispose]()
  await host?.[Symbol.asyncDispose]()
})

describe('with the Microsoft 365 Agents Playground', () => {
  it('lets in what a person types, tenant and person included', async () => {
    await playground.say('help')

    const expected = {
      text: 'help',
      person: playground.personIds.reader,
      conversationId: playground.personalChatId,
      serviceUrl: expect.stringContaining('/_connector'),
    }
    await vi.waitFor(() => expect(heard, host.logged()).toContainEqual(expected))
  })

  it('sends a card to somebody never heard of, and updates it', async () => {
    const result = await messenger.send(playground.personIds.colleague, notice)
    if (!result.ok) throw new Error(`refused: ${result.reason}`)

    expect(conversations.byPerson.get(playground.personIds.colleague)).toEqual({
      conversationId: result.sent.conversationId,
      serviceUrl: playground.serviceUrl,
    })
    expect(await messenger.update(result.sent, notice)).toEqual(result)
    expect(await messenger.update({ ...result.sent, activityId: 'no-such-card' }, notice)).toMatchObject({ ok: false })
  })

  it('answers where a person wrote', async () => {
    const { reader } = playground.personIds
    const conversationId = playground.personalChatId
    const serviceUrl = heard[0]?.serviceUrl ?? 'no activity was heard'
    conversations.byPerson.set(reader, { conversationId, serviceUrl })

    expect(await messenger.send(reader, notice)).toMatchObject({ ok: true, sent: { conversationId } })
  })

  it('posts to a channel, and updates the post', async () => {
    const channel = { conversationId: playground.channelId, serviceUrl: playground.serviceUrl }
    const result = await messenger.post({ ...channel, isThreaded: true }, notice)
    if (!result.ok) throw new Error(`refused: ${result.reason}`)

    expect(result.sent.activityId).not.toBe('')
    expect(await messenger.update(result.sent, notice)).toEqual(result)
  })
})
