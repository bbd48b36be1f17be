import { createRequire } from 'node:module'
import { CallerIdConstants } from 'botbuilder'
import { describe, expect, it } from 'vitest'
import { botFrameworkSettings, inboundTrust } from '../../../src/teams/bot-framework-settings.ts'

/** The SDK's own constants, by way of the package that depends on them. */
const require = createRequire(createRequire(import.meta.url).resolve('botbuilder'))
const { AuthenticationConstants, GovernmentConstants } = require('botframework-connector')

describe('Bot Framework settings', () => {
  it.each([
    ['public cloud', {}, AuthenticationConstants, CallerIdConstants.PublicAzureChannel],
    [
      'US government',
      { ChannelService: GovernmentConstants.ChannelService },
      GovernmentConstants,
      CallerIdConstants.USGovChannel,
    ],
  ])('equal the constants of the SDK for the %s', (_, overrides, constants, callerId) => {
    const { CallerId, ValidateAuthority, ...rest } = botFrameworkSettings(overrides)
    expect(constants).toMatchObject(rest)
    expect({ CallerId, ValidateAuthority }).toEqual({ CallerId: callerId, ValidateAuthority: 'true' })
  })

  it('keep all others when one is set', () => {
    const ToBotFromChannelOpenIdMetadataUrl = 'http://127.0.0.1:4000/metadata'
    const settings = botFrameworkSettings({ ToBotFromChannelOpenIdMetadataUrl, OAuthUrl: '', Unknown: 'x' })

    expect(settings).toEqual({ ...botFrameworkSettings({}), ToBotFromChannelOpenIdMetadataUrl })
    expect(inboundTrust({ ToBotFromChannelOpenIdMetadataUrl })).toEqual({
      openIdMetadataUrl: ToBotFromChannelOpenIdMetadataUrl,
      issuer: 'https://api.botframework.com',
    })
  })

  it('refuse a cloud they do not know', () => {
    expect(() => botFrameworkSettings({ ChannelService: 'https://botframework.example' })).toThrow(/ChannelService/)
  })
})
