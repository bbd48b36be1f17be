import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Channel } from '../../../src/ports.ts'
import { anId } from '../../support/builders.ts'
import { type FakeConnector, startFakeConnector } from '../../support/fake-connector.ts'
import { identityToken, type ManagedIdentity, startManagedIdentity } from '../../support/managed-identity.ts'
import { createMessengerHost, type MessengerHost, notice } from '../../support/messenger-host.ts'

const personId = anId()
let connector: FakeConnector
let identity: ManagedIdentity
let host: MessengerHost

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
  host = createMessengerHost({ serviceUrl: connector.url })
})
afterEach(async () => {
  identity.setBroken(false)
  await connector.close()
})

const paths = () => connector.requests.map(({ method, path }) => `${method} ${path}`)
const posts = () =>
  connector.requests.filter(({ path }) => path.endsWith('/activities') || path.includes('/activities/'))

function knownChat() {
  host.conversations.byPerson.set(personId, { conversationId: 'a:known', serviceUrl: connector.url })
}

function aChannel(changes: Partial<Channel> = {}): Channel {
  return {
    conversationId: '19:ops@thread.tacv2',
    serviceUrl: connector.url,
    isThreaded: true,
    digest: 'daily',
    lastDigestAt: null,
    ...changes,
  }
}

describe('a card to a person', () => {
  it('goes to the chat where they were last heard, in one request', async () => {
    knownChat()
    const result = await host.messenger.send(personId, notice)

    expect(paths()).toEqual(['POST /v3/conversations/a:known/activities'])
    const [activityId = ''] = [...connector.activities.keys()].map((key) => key.split('/')[1])
    expect(result).toEqual({ ok: true, sent: { serviceUrl: connector.url, conversationId: 'a:known', activityId } })
  })

  it('is a card with a summary and without text, signed with the token of the identity', async () => {
    knownChat()
    await host.messenger.send(personId, notice)

    const [request] = connector.requests
    expect(request?.authorization).toBe(`Bearer ${identityToken}`)
    expect(request?.body).toMatchObject({
      type: 'message',
      summary: 'A notice',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { version: '1.5' } }],
    })
    expect(request?.body).not.toHaveProperty('text')
  })

  it('opens the chat by Entra object id for somebody never heard of, once', async () => {
    const first = await host.messenger.send(personId, notice)
    await host.messenger.send(personId, notice)

    const opened = connector.requests.filter(({ path }) => path === '/v3/conversations')
    expect(opened).toHaveLength(1)
    expect(opened[0]?.body).toMatchObject({
      isGroup: false,
      bot: { id: `28:${host.botId}` },
      members: [{ id: personId }],
      tenantId: host.tenantId,
      channelData: { tenant: { id: host.tenantId } },
    })
    expect(first).toMatchObject({ ok: true, sent: host.conversations.byPerson.get(personId) })
    expect(posts()).toHaveLength(2)
  })

  it('remembers an opened chat although the card itself was refused', async () => {
    connector.failNext({ status: 429, code: 'TooManyRequests', path: /activities$/ })
    expect(await host.messenger.send(personId, notice)).toEqual({ ok: false, reason: 'throttled' })
    expect(host.conversations.byPerson.has(personId)).toBe(true)
  })

  it('opens a new chat once when the known one is gone', async () => {
    knownChat()
    connector.forget('a:known')
    const result = await host.messenger.send(personId, notice)

    expect(paths()).toEqual([
      'POST /v3/conversations/a:known/activities',
      'POST /v3/conversations',
      expect.stringContaining('POST /v3/conversations/a:chat-'),
    ])
    expect(result).toMatchObject({ ok: true, sent: host.conversations.byPerson.get(personId) })
  })

  it('opens the new chat where Teams serves this person, not where it serves most', async () => {
    const region = await startFakeConnector()
    host.conversations.byPerson.set(personId, { conversationId: 'a:known', serviceUrl: region.url })
    region.forget('a:known')
    const result = await host.messenger.send(personId, notice)
    await region.close()

    expect(result).toMatchObject({ ok: true, sent: { serviceUrl: region.url } })
    expect(connector.requests).toEqual([])
  })

  it('gives up when the new chat is gone as well', async () => {
    knownChat()
    connector.failNext({ status: 404, code: 'ConversationNotFound', path: /activities$/ }, 2)

    expect(await host.messenger.send(personId, notice)).toEqual({ ok: false, reason: 'gone' })
    expect(connector.requests).toHaveLength(3)
  })

  it('is refused when no chat can be opened', async () => {
    connector.failNext({ status: 403, code: 'ForbiddenOperationException' })
    expect(await host.messenger.send(personId, notice)).toEqual({ ok: false, reason: 'not-installed' })
    expect(host.conversations.byPerson.has(personId)).toBe(false)
    expect(connector.requests).toHaveLength(1)
  })
})

describe('an update', () => {
  it('replaces the card where it stands', async () => {
    knownChat()
    const first = await host.messenger.send(personId, notice)
    if (!first.ok) throw new Error('expected the card to be sent')
    const result = await host.messenger.update(first.sent, { ...notice, is: 'notice' })

    expect(result).toEqual(first)
    expect(paths()[1]).toBe(`PUT /v3/conversations/a:known/activities/${first.sent.activityId}`)
    expect(connector.requests[1]?.body).toMatchObject({ id: first.sent.activityId, summary: 'A notice' })
  })

  it('of a card that is gone opens nothing new', async () => {
    const ref = { serviceUrl: connector.url, conversationId: 'a:known', activityId: '17' }
    expect(await host.messenger.update(ref, notice)).toEqual({ ok: false, reason: 'gone' })
    expect(connector.requests).toHaveLength(1)
  })
})

describe('a post to a channel', () => {
  it('starts a thread in the channel itself, and can be updated', async () => {
    const result = await host.messenger.post(aChannel({ conversationId: '19:ops@thread.tacv2;messageid=12' }), notice)
    if (!result.ok) throw new Error('expected the post to be sent')

    expect(connector.requests[0]?.body).toMatchObject({
      isGroup: true,
      channelData: { channel: { id: '19:ops@thread.tacv2' }, tenant: { id: host.tenantId } },
      activity: { summary: 'A notice' },
    })
    const { conversationId, activityId } = result.sent
    expect(conversationId).toBe(`19:ops@thread.tacv2;messageid=${activityId}`)
    expect(await host.messenger.update(result.sent, notice)).toEqual(result)
  })

  it('is refused where the bot is not in the team', async () => {
    connector.failNext({ status: 403, code: 'BotNotInConversationRoster' })
    expect(await host.messenger.post(aChannel(), notice)).toEqual({ ok: false, reason: 'not-installed' })
  })
})
