import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SendRefusal } from '../../../src/ports.ts'
import { anId } from '../../support/builders.ts'
import { type ConnectorFault, type FakeConnector, startFakeConnector } from '../../support/fake-connector.ts'
import { type ManagedIdentity, startManagedIdentity } from '../../support/managed-identity.ts'
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

function knownChat() {
  host.conversations.byPerson.set(personId, { conversationId: 'a:known', serviceUrl: connector.url })
}

/** As Teams writes it: JSON within a text. */
function subCode(code: string): string {
  return `{\r\n  "subCode": "${code}",\r\n  "details": "Thread is blocked from message writes."\r\n}`
}

describe('a refusal of the connector', () => {
  const retryAfter = { 'retry-after': '7' }
  const retryAfterDate = { date: 'Wed, 21 Oct 2026 07:28:00 GMT', 'retry-after': 'Wed, 21 Oct 2026 07:29:30 GMT' }

  it.each<[ConnectorFault, SendRefusal, number?]>([
    [{ status: 400, code: 'BadSyntax' }, 'refused'],
    [{ status: 401, code: 'BotNotRegistered' }, 'refused'],
    [{ status: 403, code: 'ForbiddenOperationException' }, 'not-installed'],
    [{ status: 403, code: 'BotNotInConversationRoster' }, 'not-installed'],
    [{ status: 403, code: 'ConversationBlockedByUser' }, 'blocked'],
    [{ status: 403, code: 'BotDisabledByAdmin' }, 'blocked'],
    [{ status: 403, code: 'MessageWritesBlocked' }, 'blocked'],
    [{ status: 403, body: { errorCode: 209, message: subCode('MessageWritesBlocked') } }, 'blocked'],
    [{ status: 403, body: { errorCode: 209, message: subCode('SomethingNew') } }, 'refused'],
    [{ status: 403, code: 'SomethingNew' }, 'refused'],
    [{ status: 404 }, 'refused'],
    [{ status: 412, code: 'PreconditionFailed' }, 'throttled'],
    [{ status: 413, code: 'MessageSizeTooBig' }, 'too-big'],
    [{ status: 429, code: 'TooManyRequests' }, 'throttled'],
    [{ status: 429, headers: retryAfter }, 'throttled', 7_000],
    [{ status: 429, headers: retryAfterDate }, 'throttled', 90_000],
    [{ status: 500, code: 'ServiceError' }, 'refused'],
    [{ status: 502 }, 'unreachable'],
    [{ status: 503, headers: retryAfter }, 'unreachable', 7_000],
    [{ status: 504 }, 'unreachable'],
    [{ dropReply: true }, 'unreachable'],
    [{ hang: true }, 'unreachable'],
  ])('%j is a result, after one request', async (fault, reason, retryAfterMs) => {
    knownChat()
    connector.failNext(fault)
    const result = await host.messenger.send(personId, notice)

    expect(result).toEqual({ ok: false, reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })
    expect(connector.requests).toHaveLength(1)
    expect(host.conversations.byPerson.has(personId)).toBe(true)
  })

  it.each<[string, ConnectorFault]>([
    ['its answer was lost', { dropReply: true, afterEffect: true }],
    ['a gateway failed behind it', { status: 502, afterEffect: true }],
  ])('leaves one card and not two when %s after it took effect', async (_, fault) => {
    knownChat()
    connector.failNext(fault)

    expect(await host.messenger.send(personId, notice)).toEqual({ ok: false, reason: 'unreachable' })
    expect(connector.activities.size).toBe(1)
  })

  it.each<[string, ConnectorFault]>([
    ['429', { status: 429, headers: { 'retry-after': '0' } }],
    ['500', { status: 500 }],
    ['502', { status: 502 }],
  ])('to open a chat is not repeated on %s either', async (_, fault) => {
    connector.failNext(fault)
    await host.messenger.send(personId, notice)

    expect(paths()).toEqual(['POST /v3/conversations'])
  })

  it('is told apart from a connector that is not there', async () => {
    knownChat()
    await connector.close()
    expect(await host.messenger.send(personId, notice)).toEqual({ ok: false, reason: 'unreachable' })
  })
})

it('fails with a remedy, and without a request, when the bot gets no token', async () => {
  knownChat()
  identity.setBroken(true)
  const failure = host.messenger.send(personId, notice)

  await expect(failure).rejects.toMatchObject({ code: 'messenger-failed', message: expect.stringContaining('BOT_ID') })
  expect(connector.requests).toEqual([])
})
