import { describe, expect, it } from 'vitest'
import { type ActivityGateOptions, createActivityGate } from '../../../src/teams/authenticate-activity.ts'
import { aMessageActivity } from '../../support/activities.ts'
import { anId } from '../../support/builders.ts'

const where = { botId: anId(), tenantId: anId(), serviceUrl: 'http://localhost:56150/_connector' }

function options(changes: Partial<ActivityGateOptions> = {}): ActivityGateOptions {
  return {
    ...where,
    authentication: 'disabled',
    openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    issuer: 'https://api.botframework.com',
    clock: { now: () => new Date() },
    logger: { warn: () => undefined },
    ...changes,
  }
}

describe('without authentication, for local work', () => {
  const gate = createActivityGate(options({ botId: '' }))

  it('needs no token', async () => {
    expect(await gate(undefined, aMessageActivity(where))).toEqual({ ok: true })
  })

  it('compares tenants by value, not by spelling', async () => {
    const spelled = where.tenantId.toUpperCase()
    const activity = aMessageActivity(where, { channelData: { tenant: { id: spelled } } })
    expect(await gate(undefined, activity)).toEqual({ ok: true })
  })

  it.each<[string, Record<string, unknown>, number, string]>([
    ['another tenant', { channelData: { tenant: { id: anId() } } }, 403, 'tenant-refused'],
    ['another channel', { channelId: 'emulator' }, 403, 'channel-refused'],
    ['no person', { from: { id: '29:ada' } }, 403, 'person-missing'],
    ['no service URL', { serviceUrl: undefined }, 403, 'service-url-invalid'],
    ['a service URL that leads to a file', { serviceUrl: 'file:///etc/passwd' }, 403, 'service-url-invalid'],
    ['a type that is no text', { type: { $ne: '' } }, 400, 'activity-malformed'],
    ['a tenant that is no text', { channelData: { tenant: { id: [where.tenantId] } } }, 400, 'activity-malformed'],
    ['a locale that is no text', { locale: 5 }, 400, 'activity-malformed'],
    ['an action that is no text', { action: 5 }, 400, 'activity-malformed'],
    ['an answered activity that is no text', { replyToId: 5 }, 400, 'activity-malformed'],
    ['mentions that are no list', { entities: 'mention' }, 400, 'activity-malformed'],
    ['a file that is nothing', { attachments: [null] }, 400, 'activity-malformed'],
  ])('still refuses %s', async (_, changes, status, code) => {
    expect(await gate(undefined, aMessageActivity(where, changes))).toEqual({ ok: false, status, code })
  })
})

it('is never open by an empty bot id alone', () => {
  expect(() => createActivityGate(options({ authentication: 'required', botId: '' }))).toThrow(/BOT_ID/)
})
