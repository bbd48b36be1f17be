import type { BotIdentity } from './bot-identity.ts'
import { audienceOf } from './resource.ts'
import type { TokenIssuer } from './token-issuer.ts'

export interface ManagedIdentity {
  readonly bot: BotIdentity
  readonly issuer: TokenIssuer
  readonly origin: () => string
  /** What the `X-IDENTITY-HEADER` of a caller must be. */
  readonly header: string
}

/** App Service's managed identity endpoint, api-version 2019-08-01. */
export function createManagedIdentityHandler(identity: ManagedIdentity): (request: Request) => Promise<Response> {
  const { bot, issuer, origin, header } = identity
  return async (request) => {
    const { searchParams } = new URL(request.url)
    if (request.headers.get('x-identity-header') !== header) return refuse(401, 'The X-IDENTITY-HEADER is wrong.')
    if (searchParams.get('api-version') !== '2019-08-01') return refuse(400, 'The api-version must be 2019-08-01.')
    const resource = searchParams.get('resource') ?? ''
    const audience = audienceOf(resource, origin())
    if (audience === undefined) return refuse(400, `No such resource: '${resource}'.`)
    const clientId = searchParams.get('client_id') ?? bot.clientId
    if (clientId !== bot.clientId) return refuse(400, `No managed identity with client ID '${clientId}'.`)
    const { token, expiresAt } = await issuer.issue({ clientId, audience, roles: [...bot.permissions] })
    return Response.json({
      access_token: token,
      expires_on: String(Math.floor(expiresAt.getTime() / 1000)),
      resource,
      token_type: 'Bearer',
      client_id: clientId,
    })
  }
}

function refuse(statusCode: number, message: string): Response {
  return Response.json({ statusCode, message }, { status: statusCode })
}
