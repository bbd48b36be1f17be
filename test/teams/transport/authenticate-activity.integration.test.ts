import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { aMessageActivity, anActionActivity } from '../../support/activities.ts'
import { type BotHost, startBotHost } from '../../support/bot-host.ts'
import { anId } from '../../support/builders.ts'
import { identityToken } from '../../support/managed-identity.ts'
import { channelIssuer, createSigningKey, signToken, type TokenParts } from '../../support/token-issuer.ts'

const handled: string[] = []
let host: BotHost

beforeAll(async () => {
  host = await startBotHost({
    // A managed identity asks no authority, so one over http on loopback, for proofs, is in nobody's way.
    authorityHost: 'http://127.0.0.1:9',
    async handle(context) {
      handled.push(context.activity.type)
      if (context.activity.type === 'message') await context.sendActivity('Hello')
      else if (context.activity.type === 'invoke') {
        await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body: { statusCode: 200 } } })
      }
    },
  })
})
afterAll(() => host[Symbol.asyncDispose]())
afterEach(() => {
  handled.length = 0
  host.connector.requests.length = 0
})

const seconds = (offset: number) => Math.floor(Date.now() / 1_000) + offset

function claims(changes: Record<string, unknown> = {}): TokenParts['claims'] {
  return {
    iss: channelIssuer,
    aud: host.botId,
    nbf: seconds(-60),
    exp: seconds(3_600),
    serviceurl: host.connector.url,
    ...changes,
  }
}

async function bearer(parts: Partial<TokenParts> = {}): Promise<string> {
  return `Bearer ${await signToken(host.issuer, { claims: claims(), ...parts })}`
}

function where() {
  return { botId: host.botId, tenantId: host.tenantId, serviceUrl: host.connector.url }
}

async function expectRefusal(answer: Promise<{ status: number; text: string }>, status: number, code: string) {
  const { status: got, text } = await answer
  expect({ status: got, body: JSON.parse(text) }).toEqual({ status, body: { code } })
  expect(handled).toEqual([])
  expect(host.connector.requests).toEqual([])
}

describe('a genuine activity', () => {
  it('reaches the bot, whose answer carries the token of its own identity', async () => {
    const answer = await host.post(aMessageActivity(where()), { authorization: await bearer() })

    expect(answer.status).toBe(200)
    expect(handled).toEqual(['message'])
    const [reply] = host.connector.requests
    expect(reply?.body.text).toBe('Hello')
    expect(reply?.authorization).toBe(`Bearer ${identityToken}`)
    expect(host.identity.asked[0]).toEqual({ resource: 'https://api.botframework.com', clientId: host.botId })
  })

  it('is answered in the response itself when it is a click', async () => {
    const answer = await host.post(anActionActivity(where()), { authorization: await bearer() })

    expect({ status: answer.status, body: JSON.parse(answer.text) }).toEqual({ status: 200, body: { statusCode: 200 } })
  })

  it('is let in without a person when Teams itself reports an installation', async () => {
    const activity = aMessageActivity(where(), { type: 'installationUpdate', action: 'add', from: { id: '29:admin' } })
    const answer = await host.post(activity, { authorization: await bearer() })

    expect(answer.status).toBe(200)
    expect(handled).toEqual(['installationUpdate'])
  })

  it.each([
    ['four minutes after its token expired', { exp: seconds(-240) }],
    ['four minutes before its token starts', { nbf: seconds(240) }],
  ])('is let in %s, because clocks differ', async (_, changes) => {
    const authorization = await bearer({ claims: claims(changes) })

    expect((await host.post(aMessageActivity(where()), { authorization })).status).toBe(200)
  })
})

describe('a token', () => {
  it.each<[string, string, string]>([
    ['that is missing', '', 'token-missing'],
    ['of another scheme', 'Basic YWRhOnNlY3JldA==', 'token-missing'],
    ['with something after it', 'Bearer a.b.c, Bearer d.e.f', 'token-missing'],
    ['that is no token', 'Bearer garbage', 'token-invalid'],
    ['that only looks like one', 'Bearer a.b.c', 'token-invalid'],
  ])('%s is refused', async (_, authorization, code) => {
    await expectRefusal(host.post(aMessageActivity(where()), { authorization }), 401, code)
  })

  it.each<[string, () => Record<string, unknown>, string]>([
    ['that has expired', () => ({ exp: seconds(-360) }), 'token-expired'],
    ['that never expires', () => ({ exp: undefined }), 'token-exp-invalid'],
    ['that is not valid yet', () => ({ nbf: seconds(360) }), 'token-nbf-invalid'],
    ['for another bot', () => ({ aud: anId() }), 'token-not-for-us'],
    ['for several bots', () => ({ aud: [host.botId, anId()] }), 'token-not-for-us'],
    ['of another issuer', () => ({ iss: 'https://api.botframework.us' }), 'token-not-for-us'],
    [
      'of the emulator',
      () => ({ iss: `https://sts.windows.net/${host.tenantId}/`, appid: host.botId, ver: '1.0' }),
      'token-not-for-us',
    ],
    [
      'of another bot, as skills send it',
      () => ({ iss: `https://login.microsoftonline.com/${host.tenantId}/v2.0`, azp: anId(), ver: '2.0' }),
      'token-not-for-us',
    ],
    ['for another service', () => ({ serviceurl: 'https://evil.example/' }), 'service-url-mismatch'],
    ['for no service', () => ({ serviceurl: undefined }), 'token-serviceurl-invalid'],
  ])('%s is refused', async (_, changes, code) => {
    const authorization = await bearer({ claims: claims(changes()) })
    await expectRefusal(host.post(aMessageActivity(where()), { authorization }), 401, code)
  })

  it('signed by another key that took a known name is refused', async () => {
    const { privateKey } = await createSigningKey(host.issuer.key.kid)
    const authorization = await bearer({ key: privateKey })
    await expectRefusal(host.post(aMessageActivity(where()), { authorization }), 401, 'token-signature-invalid')
  })

  it('signed by an unknown key is refused', async () => {
    const { privateKey, kid } = await createSigningKey('key-of-nobody')
    const authorization = await bearer({ key: privateKey, header: { kid } })
    await expectRefusal(host.post(aMessageActivity(where()), { authorization }), 401, 'token-key-unknown')
  })

  it('without a signature is refused', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const authorization = `Bearer ${part({ alg: 'none', kid: host.issuer.key.kid })}.${part(claims())}.`
    await expectRefusal(host.post(aMessageActivity(where()), { authorization }), 401, 'token-invalid')
  })

  it('signed with the public key as a shared secret is refused', async () => {
    const key = new TextEncoder().encode(host.issuer.key.publicText)
    const authorization = await bearer({ key, header: { alg: 'HS256' } })
    await expectRefusal(host.post(aMessageActivity(where()), { authorization }), 401, 'token-invalid')
  })

  it('whose claims were changed after signing is refused', async () => {
    const [header, , signature] = (await bearer()).split('.')
    const tampered = Buffer.from(JSON.stringify(claims({ exp: seconds(9_999) }))).toString('base64url')
    const authorization = `${header}.${tampered}.${signature}`
    await expectRefusal(host.post(aMessageActivity(where()), { authorization }), 401, 'token-signature-invalid')
  })

  it('that is not for us asks nobody for keys', async () => {
    const before = host.issuer.requests()
    const authorization = await bearer({ claims: claims({ iss: 'https://evil.example' }), header: { kid: 'new' } })
    await host.post(aMessageActivity(where()), { authorization })

    expect(host.issuer.requests()).toBe(before)
  })
})

describe('an activity with a genuine token', () => {
  it.each<[string, () => Record<string, unknown>, 400 | 401 | 403, string]>([
    ['from Web Chat', () => ({ channelId: 'webchat' }), 403, 'channel-refused'],
    ['from the emulator', () => ({ channelId: 'emulator' }), 403, 'channel-refused'],
    ['from the App Service extension', () => ({ channelId: 'AseChannel' }), 403, 'channel-refused'],
    ['from no channel', () => ({ channelId: undefined }), 403, 'channel-refused'],
    ['from Teams by another spelling', () => ({ channelId: 'MsTeams' }), 403, 'channel-refused'],
    ['for another service', () => ({ serviceUrl: 'https://evil.example/' }), 401, 'service-url-mismatch'],
    ['for no service', () => ({ serviceUrl: undefined }), 401, 'service-url-mismatch'],
    ['of another tenant', () => ({ channelData: { tenant: { id: anId() } } }), 403, 'tenant-refused'],
    [
      'of another tenant in one of two places',
      () => ({ conversation: { id: 'a:ada', tenantId: anId() } }),
      403,
      'tenant-refused',
    ],
    ['of no tenant', () => ({ channelData: {}, conversation: { id: 'a:ada' } }), 403, 'tenant-missing'],
    ['of no person', () => ({ from: { id: '29:ada' } }), 403, 'person-missing'],
    ['of a person without GUID', () => ({ from: { id: '29:ada', aadObjectId: 'ada' } }), 403, 'person-missing'],
    ['without type', () => ({ type: undefined }), 400, 'activity-malformed'],
    ['without conversation', () => ({ conversation: undefined }), 400, 'activity-malformed'],
  ])('%s is refused', async (_, changes, status, code) => {
    const authorization = await bearer()
    await expectRefusal(host.post(aMessageActivity(where(), changes()), { authorization }), status, code)
  })

  it('that is a click of no person is refused', async () => {
    const authorization = await bearer()
    const activity = anActionActivity(where(), { from: { id: '29:ada' } })
    await expectRefusal(host.post(activity, { authorization }), 403, 'person-missing')
  })

  it('that reaches for prototypes is refused', async () => {
    const text = JSON.stringify(aMessageActivity(where())).replace('{', '{"value":{"__proto__":{"isAdmin":true}},')
    const authorization = await bearer()
    await expectRefusal(host.post(text, { authorization }), 400, 'activity-malformed')
  })

  it('that is nested without end is refused', async () => {
    const value = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const text = JSON.stringify(aMessageActivity(where())).replace('{', `{"value":${value},`)
    const authorization = await bearer()
    await expectRefusal(host.post(text, { authorization }), 400, 'activity-malformed')
  })

  it.each(['[]', '"message"', 'null', '7'])('that is %s is refused', async (text) => {
    await expectRefusal(host.post(text, { authorization: await bearer() }), 400, 'activity-malformed')
  })
})

describe('refusals', () => {
  it('are logged with their code, never with the token', async () => {
    const authorization = await bearer({ claims: claims({ exp: seconds(-360) }) })
    await host.post(aMessageActivity(where()), { authorization })

    expect(host.logged()).toContain('"code":"token-expired"')
    expect(host.logged()).not.toContain(authorization.slice('Bearer '.length, 40))
  })

  it('leave the bot alive', async () => {
    const answer = await host.post(aMessageActivity(where()), { authorization: await bearer() })

    expect(answer.status).toBe(200)
  })
})
