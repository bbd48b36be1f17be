import type { Tenant } from '../tenant/tenant.ts'
import type { BotIdentity } from './bot-identity.ts'
import { entraError } from './entra-error.ts'
import { audienceOf } from './resource.ts'
import type { TokenIssuer } from './token-issuer.ts'

export interface TokenEndpoint {
  readonly tenant: Tenant
  readonly bot: BotIdentity
  readonly issuer: TokenIssuer
  readonly origin: () => string
  readonly now: () => Date
}

/** `POST /{tenant}/oauth2/v2.0/token` for the client credentials grant with a client secret. */
export async function answerTokenRequest(endpoint: TokenEndpoint, request: Request): Promise<Response> {
  const now = endpoint.now()
  const form = new URLSearchParams(await request.text())
  const [grant, clientId, secret] = [form.get('grant_type'), form.get('client_id'), form.get('client_secret')]
  if (grant !== 'client_credentials') {
    return entraError(400, 'unsupported_grant_type', 70003, `The app requested an unsupported grant '${grant}'.`, now)
  }
  if (clientId === null) {
    return entraError(400, 'invalid_request', 900144, "The request body must contain 'client_id'.", now)
  }
  if (form.has('client_assertion')) {
    const explanation = 'Client assertions are not implemented by this simulated cloud; use a client secret.'
    return entraError(501, 'invalid_client', 50027, explanation, now)
  }
  if (secret === null) {
    const explanation = "The request body must contain 'client_assertion' or 'client_secret'."
    return entraError(401, 'invalid_client', 7000218, explanation, now)
  }
  return refusal(endpoint, clientId, secret, now) ?? grantToken(endpoint, clientId, form.get('scope') ?? '', now)
}

function refusal({ tenant, bot }: TokenEndpoint, clientId: string, secret: string, now: Date): Response | undefined {
  if (clientId === bot.clientId && secret === bot.clientSecret) return undefined
  switch (tenant.acceptsSecret(clientId, secret, now)) {
    case 'accepted':
      return undefined
    case 'unknown-application':
      return entraError(
        400,
        'unauthorized_client',
        700016,
        `Application with identifier '${clientId}' was not found in the directory '${tenant.tenantId}'.`,
        now,
      )
    case 'expired-secret': {
      const explanation = `The provided client secret keys for app '${clientId}' are expired.`
      return entraError(401, 'invalid_client', 7000222, explanation, now)
    }
    // A secret that has not spread yet is simply unknown to the front end that was asked.
    case 'not-yet-replicated':
    case 'invalid-secret': {
      const explanation = `Invalid client secret provided for app '${clientId}'.`
      return entraError(401, 'invalid_client', 7000215, explanation, now)
    }
  }
}

async function grantToken(endpoint: TokenEndpoint, clientId: string, scope: string, now: Date): Promise<Response> {
  const { bot, issuer, origin } = endpoint
  const resource = /^(.+)\/\.default$/.exec(scope.trim())?.[1]
  if (resource === undefined) {
    const explanation = `The provided value for scope ${scope} is not valid; it needs the /.default suffix.`
    return entraError(400, 'invalid_scope', 1002012, explanation, now)
  }
  const audience = audienceOf(resource, origin())
  if (audience === undefined) {
    const explanation = `The resource principal named ${resource} was not found in the tenant.`
    return entraError(400, 'invalid_resource', 500011, explanation, now)
  }
  const roles = clientId === bot.clientId ? [...bot.permissions] : []
  const { token, expiresAt } = await issuer.issue({ clientId, audience, roles })
  const seconds = Math.floor((expiresAt.getTime() - Date.now()) / 1000)
  const body = { token_type: 'Bearer', expires_in: seconds, ext_expires_in: seconds, access_token: token }
  return Response.json(body, { headers: { 'cache-control': 'no-store' } })
}
