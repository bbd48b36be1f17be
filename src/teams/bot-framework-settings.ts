import { KeyturnError } from '../domain/errors.ts'

/** The Bot Framework's settings by its own names, complete: it blanks all others as soon as one is set. */
export interface BotFrameworkSettings {
  readonly ToChannelFromBotLoginUrl: string
  readonly ToChannelFromBotOAuthScope: string
  readonly ToBotFromChannelTokenIssuer: string
  readonly ToBotFromChannelOpenIdMetadataUrl: string
  readonly ToBotFromEmulatorOpenIdMetadataUrl: string
  readonly OAuthUrl: string
  readonly CallerId: string
  readonly ValidateAuthority: string
}

/** Source: `AuthenticationConstants` of botframework-connector 4.23.3. */
const publicCloud: BotFrameworkSettings = {
  ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
  ToChannelFromBotOAuthScope: 'https://api.botframework.com',
  ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
  ToBotFromChannelOpenIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  ToBotFromEmulatorOpenIdMetadataUrl: 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration',
  OAuthUrl: 'https://api.botframework.com',
  CallerId: 'urn:botframework:azure',
  ValidateAuthority: 'true',
}

/** Source: `GovernmentConstants` of botframework-connector 4.23.3. */
const usGovernment: BotFrameworkSettings = {
  ToChannelFromBotLoginUrl: 'https://login.microsoftonline.us/MicrosoftServices.onmicrosoft.us',
  ToChannelFromBotOAuthScope: 'https://api.botframework.us',
  ToBotFromChannelTokenIssuer: 'https://api.botframework.us',
  ToBotFromChannelOpenIdMetadataUrl: 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration',
  ToBotFromEmulatorOpenIdMetadataUrl:
    'https://login.microsoftonline.us/cab8a31a-1906-4287-a0d8-4eef66b95f6e/v2.0/.well-known/openid-configuration',
  OAuthUrl: 'https://api.botframework.azure.us',
  CallerId: 'urn:botframework:azureusgov',
  ValidateAuthority: 'true',
}

const clouds: Readonly<Record<string, BotFrameworkSettings>> = {
  '': publicCloud,
  'https://botframework.azure.us': usGovernment,
}

/** Fills what is not set from the cloud that `ChannelService` names. Throws `settings-invalid` for an unknown cloud. */
export function botFrameworkSettings(overrides: Readonly<Record<string, string>>): BotFrameworkSettings {
  const cloud = clouds[overrides.ChannelService ?? '']
  if (cloud === undefined) {
    throw new KeyturnError(
      'settings-invalid',
      `Keyturn cannot start: ChannelService names no cloud that is known here. Known is ${Object.keys(clouds).filter(Boolean).join(', ')}; leave it empty for the public cloud, and set the other Bot Framework settings for a cloud of your own.`,
    )
  }
  const set = Object.entries(overrides).filter(([name, value]) => Object.hasOwn(cloud, name) && value !== '')
  return { ...cloud, ...Object.fromEntries(set) }
}

/** Whose tokens are believed on activities that claim to come from the channel. */
export interface InboundTrust {
  readonly openIdMetadataUrl: string
  readonly issuer: string
}

export function inboundTrust(overrides: Readonly<Record<string, string>>): InboundTrust {
  const settings = botFrameworkSettings(overrides)
  return {
    openIdMetadataUrl: settings.ToBotFromChannelOpenIdMetadataUrl,
    issuer: settings.ToBotFromChannelTokenIssuer,
  }
}
