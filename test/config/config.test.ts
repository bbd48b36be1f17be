import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/config.ts'
import { settings } from '../../src/config/settings.ts'

const id = '11111111-2222-3333-4444-555555555555'
const required = {
  BOT_ID: id,
  BOT_TENANT_ID: id,
  AZURE_STORAGE_ACCOUNT: 'keyturnstate',
  KEY_VAULT_URL: 'https://keyturn.vault.azure.net',
}

function problems(env: Record<string, string | undefined>): string {
  try {
    parseConfig(env)
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

describe('settings', () => {
  it('need only the required ones and are frozen', () => {
    const config = parseConfig(required)
    expect(config).toMatchObject({ port: 3978, dryRun: true, alertDays: [30, 14, 7], rotationLifetimeDays: 90 })
    expect(config.bot).toMatchObject({ type: 'UserAssignedMsi', authentication: 'required', framework: {} })
    expect(Object.isFrozen(config.bot)).toBe(true)
  })

  it('admit guests as owners only where told to', () => {
    expect(parseConfig(required).allowGuestOwners).toBe(false)
    expect(parseConfig({ ...required, ALLOW_GUEST_OWNERS: 'true' }).allowGuestOwners).toBe(true)
  })

  it('report every problem at once, each with variable, rule and remedy', () => {
    const text = problems({
      PORT: 'http',
      DRY_RUN: 'no',
      ALERT_DAYS: '7,14,30',
      SCAN_SCHEDULE: 'daily',
      GRAPH_BASE_URL: 'http://graph.example',
    })
    for (const name of [
      'PORT',
      'DRY_RUN',
      'ALERT_DAYS',
      'SCAN_SCHEDULE',
      'GRAPH_BASE_URL',
      'BOT_ID',
      'BOT_TENANT_ID',
      'KEY_VAULT_URL',
      'AZURE_STORAGE_ACCOUNT',
    ]) {
      expect(text).toContain(`- ${name} `)
    }
  })

  it.each([
    ['PORT', '70000'],
    ['LOG_LEVEL', 'verbose'],
    ['BOT_ID', 'keyturn'],
    ['BOT_TYPE', 'MultiTenant'],
    ['BOT_AUTHENTICATION', 'off'],
    ['ALLOW_GUEST_OWNERS', 'yes'],
    ['TEAMS_SERVICE_URL', 'ftp://smba.example'],
    ['KEY_VAULT_URL', 'http://vault.example'],
    ['KEY_VAULT_URL', 'https://keyturn.vault.azure.net/secrets/one'],
    ['ADMIN_USER_IDS', `${id},me`],
    ['ALERT_DAYS', '30,14'],
    ['ALERT_DAYS', '30,14,7,1'],
    ['ALERT_DAYS', '30,14,x'],
    ['SCAN_TIME_ZONE', 'Berlin'],
    ['SCAN_TIME_ZONE', '+01:00'],
    ['ROTATION_LIFETIME_DAYS', '731'],
    ['ROTATION_LIFETIME_DAYS', '0'],
    ['SCAN_SCHEDULE', '0 6 * * * *'],
    ['SCAN_SCHEDULE', '0 6 31 2 *'],
    ['AZURE_AUTHORITY_HOST', `https://login.microsoftonline.com/${id}`],
    ['AZURE_STORAGE_ENDPOINT_SUFFIX', 'https://core.windows.net'],
    ['AZURE_STORAGE_ENDPOINT_SUFFIX', '.core.windows.net'],
    ['WEBHOOK_HOSTS', '*.contoso.com'],
    ['CERTIFICATE_ISSUER', 'My issuer'],
    ['ADMIN_CHANNEL_ID', 'general'],
    ['MAIL_SENDER', 'keyturn'],
    ['HIGH_PRIVILEGE_PERMISSIONS', 'Mail Send'],
    ['DRY_RUN', 'True'],
    ['AZURE_STORAGE_ACCOUNT', 'Key_Turn'],
    ['ValidateAuthority', 'yes'],
  ])('refuse %s=%s instead of taking a default', (name, value) => {
    expect(problems({ ...required, [name]: value })).toMatch(new RegExp(`^  - ${name} must be `, 'm'))
  })

  it('take an empty text for not set', () => {
    expect(problems({ ...required, BOT_ID: '  ' })).toContain('BOT_ID is required')
    expect(parseConfig({ ...required, DRY_RUN: '' }).dryRun).toBe(true)
  })

  it('let BOT_ID be empty only where authentication is switched off by name', () => {
    expect(problems({ ...required, BOT_ID: undefined })).toContain('BOT_ID is required')
    expect(parseConfig({ ...required, BOT_ID: '', BOT_AUTHENTICATION: 'disabled' }).bot.botId).toBe('')
  })

  it('allow http on loopback alone', () => {
    for (const url of ['http://localhost:8443', 'http://127.0.0.1:1', 'http://[::1]:2']) {
      expect(parseConfig({ ...required, GRAPH_BASE_URL: url }).graphBaseUrl).toBe(url)
    }
    expect(problems({ ...required, GRAPH_BASE_URL: 'http://127.0.0.1.example.com' })).toContain('GRAPH_BASE_URL')
  })

  it('take a channel as its link has it', () => {
    const config = parseConfig({ ...required, ADMIN_CHANNEL_ID: '19%3Aops%40thread.tacv2' })
    expect(config.administratorsChannelId).toBe('19:ops@thread.tacv2')
  })

  it('want exactly one way to the state', () => {
    const both = { ...required, AZURE_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true' }
    expect(problems(both)).toContain('only one of them')
    expect(problems({ ...required, AZURE_STORAGE_ACCOUNT: undefined })).toContain('AZURE_STORAGE_ACCOUNT')
  })

  it('want the password of a single-tenant bot', () => {
    expect(problems({ ...required, BOT_TYPE: 'SingleTenant' })).toContain('BOT_PASSWORD is required')
  })

  it('hand on the Bot Framework’s own settings by its own names', () => {
    const config = parseConfig({ ...required, ChannelService: 'https://botframework.azure.us' })
    expect(config.bot.framework).toEqual({ ChannelService: 'https://botframework.azure.us' })
  })

  it('have defaults that pass their own rules', () => {
    for (const { fallback, read } of Object.values(settings)) {
      if (fallback !== null) expect(() => read(fallback)).not.toThrow()
    }
  })
})
