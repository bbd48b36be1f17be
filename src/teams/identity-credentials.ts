import type { TokenCredential } from '@azure/identity'
import type { ConfigurationBotFrameworkAuthentication } from 'botbuilder'

type CredentialsFactory = NonNullable<ConstructorParameters<typeof ConfigurationBotFrameworkAuthentication>[1]>

/**
 * Tokens for the connector from the managed identity of the bot. The SDK's own way makes a `DefaultAzureCredential`
 * that takes `AZURE_AUTHORITY_HOST` from the environment, and where that is http, on loopback, finds no identity at all.
 */
export function identityCredentials(botId: string, credential: TokenCredential): CredentialsFactory {
  return {
    isValidAppId: async (appId) => appId === botId,
    isAuthenticationDisabled: async () => false,
    async createCredentials(appId, audience) {
      if (appId !== botId || audience === undefined) throw new Error('the connector asked for a token of another bot')
      return {
        async signRequest(request) {
          const token = await credential.getToken(`${audience.replace(/\/\.default$/, '')}/.default`)
          if (token === null) throw new Error('the identity has no token for the connector')
          request.headers.set('authorization', `Bearer ${token.token}`)
          return request
        },
      }
    },
  }
}
