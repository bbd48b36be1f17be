import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createIdentity } from '../../../src/entra/create-identity.ts'
import { createAdapters } from '../../../src/teams/create-adapters.ts'
import { aMessageActivity, anActionActivity } from '../../support/activities.ts'
import { type BotHost, startBotHost } from '../../support/bot-host.ts'
import { anId } from '../../support/builders.ts'

const base = {
  botId: anId(),
  botType: 'UserAssignedMsi',
  botTenantId: anId(),
  authentication: 'required',
  framework: {},
  credential: createIdentity({ authorityHost: '' }),
  logger: { error: () => undefined },
} as const

describe('settings', () => {
  it('switch authentication off by name alone, whatever the id says', async () => {
    const { inbound } = createAdapters({ ...base, authentication: 'disabled' })
    expect(await inbound.credentialsFactory.isAuthenticationDisabled()).toBe(true)
    expect(() => createAdapters({ ...base, botId: '' })).toThrow(/BOT_ID/)
  })

  it('name a known type, and a password where it needs one', () => {
    const mistyped = { ...base, ...JSON.parse('{"botType":"UserAssignedMSI "}') }
    expect(() => createAdapters(mistyped)).toThrow(/BOT_TYPE/)
    expect(() => createAdapters({ ...base, botType: 'SingleTenant' })).toThrow(/BOT_PASSWORD/)
    expect(createAdapters({ ...base, botType: 'SingleTenant', botPassword: 'x' }).audience).toMatch(/botframework/)
  })

  it('say for whom tokens are asked in a sovereign cloud', () => {
    const framework = { ChannelService: 'https://botframework.azure.us' }
    expect(createAdapters({ ...base, framework }).audience).toBe('https://api.botframework.us')
  })
})

describe('a turn that throws', () => {
  let host: BotHost
  beforeEach(async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    host = await startBotHost({
      authentication: 'disabled',
      handle: () => Promise.reject(new Error('canary: table refused')),
    })
  })
  afterEach(async () => {
    await host[Symbol.asyncDispose]()
    vi.restoreAllMocks()
  })
  const where = () => ({ ...host, serviceUrl: host.connector.url })

  it('answers a click with an error card in the words of Teams', async () => {
    const { status, text } = await host.post(anActionActivity(where()))

    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({
      statusCode: 500,
      type: 'application/vnd.microsoft.error',
      value: { code: 'Failed', message: expect.stringContaining('went wrong') },
    })
    expect(text).not.toContain('canary')
  })

  it('answers a message with a sentence', async () => {
    const { status } = await host.post(aMessageActivity(where()))

    expect(status).toBe(200)
    expect(host.connector.requests).toHaveLength(1)
    expect(host.connector.requests[0]?.body.text).toContain('went wrong')
  })

  it('is logged with its cause', async () => {
    await host.post(aMessageActivity(where()))
    expect(host.logged()).toContain('canary: table refused')
  })

  it('stays quiet towards anything else', async () => {
    const { status } = await host.post(aMessageActivity(where(), { type: 'installationUpdate', action: 'add' }))
    expect({ status, requests: host.connector.requests }).toEqual({ status: 200, requests: [] })
  })

  it('is no failure of the request although the sentence cannot be delivered', async () => {
    host.connector.failNext({ status: 403, code: 'ConversationBlockedByUser' })
    expect((await host.post(aMessageActivity(where()))).status).toBe(200)
    expect(host.logged()).toContain('could not be answered')
  })
})
