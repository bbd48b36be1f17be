import type { Tenant } from '../tenant/tenant.ts'
import { acceptAssertion } from './accept-assertion.ts'
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

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * `POST /{tenant}/oauth2/v2.0/token` for the client credentials grant with a client secret or a client assertion. Codes
 * as in Microsoft's list; which status and `error` go with those for assertions and for a disabled application rests on
 * memory.
 */
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
  const disabled = refuseDisabled(endpoint, clientId, now)
  if (disabled !== undefined) return disabled
  const assertion = form.get('client_assertion')
  const refused =
    assertion === null
      ? refuseSecret(endpoint, clientId, secret, now)
      : await refuseAssertion(endpoint, { clientId, assertion, type: form.get('client_assertion_type') }, now)
  return refused ?? grantToken(endpoint, clientId, form.get('scope') ?? '', now)
}

function refuseDisabled({ tenant }: TokenEndpoint, clientId: string, now: Date): Response | undefined {
  const servicePrincipal = tenant.holders.servicePrincipal.byClientId(clientId)
  if (servicePrincipal?.accountEnabled !== false) return undefined
  return entraError(400, 'unauthorized_client', 7000112, `Application '${clientId}' is disabled.`, now)
}

async function refuseAssertion(
  { tenant, origin }: TokenEndpoint,
  { clientId, assertion, type }: { clientId: string; assertion: string; type: string | null },
  now: Date,
): Promise<Response | undefined> {
  const refuse = (code: number, description: string) => entraError(401, 'invalid_client', code, description, now)
  if (type !== assertionType) return refuse(50027, `The client assertion type '${type}' is not supported.`)
  const audience = `${origin()}/${tenant.tenantId}/oauth2/v2.0/token`
  switch (await acceptAssertion(tenant, { clientId, assertion, audience, now })) {
    case 'accepted':
      return undefined
    case 'unknown-application':
      return unknownApplication(tenant, clientId, now)
    // A certificate that has not spread yet is simply unknown to the front end that was asked.
    case 'unknown-key':
      return refuse(700027, 'The certificate with identifier used to sign the client assertion is not registered.')
    case 'expired-key':
      return refuse(700027, 'Client assertion failed signature validation: the key used is expired.')
    case 'bad-signature':
      return refuse(700027, 'Client assertion failed signature validation.')
    case 'wrong-audience':
      return refuse(700023, 'Client assertion audience claim does not match Realm issuer.')
    case 'wrong-client':
      return refuse(700021, "Client assertion application identifier doesn't match 'client_id' parameter.")
    case 'out-of-time':
      return refuse(700024, 'Client assertion is not within its valid time range.')
  }
}

function refuseSecret(
  { tenant, bot }: TokenEndpoint,
  clientId: string,
  secret: string | null,
  now: Date,
): Response | undefined {
  if (secret === null) {
    const explanation = "The request body must contain 'client_assertion' or 'client_secret'."
    return entraError(401, 'invalid_client', 7000218, explanation, now)
  }
  if (clientId === bot.clientId && secret === bot.clientSecret) return undefined
  switch (tenant.acceptsSecret(clientId, secret, now)) {
    case 'accepted':
      return undefined
    case 'unknown-application':
      return unknownApplication(tenant, clientId, now)
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

function unknownApplication({ tenantId }: Tenant, clientId: string, now: Date): Response {
  const explanation = `Application with identifier '${clientId}' was not found in the directory '${tenantId}'.`
  return entraError(400, 'unauthorized_client', 700016, explanation, now)
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
