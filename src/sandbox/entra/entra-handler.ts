import { entraError } from './entra-error.ts'
import { answerTokenRequest, type TokenEndpoint } from './token-endpoint.ts'

/** Entra's login host: metadata, keys, instance discovery and the token endpoint of one tenant. */
export function createEntraHandler(endpoint: TokenEndpoint): (request: Request) => Promise<Response> {
  const { tenant, issuer, origin, now } = endpoint
  return async (request) => {
    const { pathname } = new URL(request.url)
    const [, asked = '', rest = ''] = /^\/([^/]+)\/(.*)$/.exec(pathname) ?? []
    const base = `${origin()}/${asked}`
    if (rest === 'discovery/instance') return Response.json(instanceDiscovery(base))
    if (asked !== tenant.tenantId) {
      return entraError(400, 'invalid_tenant', 90002, `Tenant '${asked}' not found.`, now())
    }
    switch (`${request.method} ${rest}`) {
      case 'GET v2.0/.well-known/openid-configuration':
        return Response.json(openIdConfiguration(base))
      case 'GET discovery/v2.0/keys':
        return Response.json(issuer.jwks)
      case 'POST oauth2/v2.0/token':
        return answerTokenRequest(endpoint, request)
      default:
        return entraError(404, 'not_found', 900561, `The endpoint '${pathname}' does not exist here.`, now())
    }
  }
}

function openIdConfiguration(base: string): object {
  return {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    response_types_supported: ['token'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  }
}

function instanceDiscovery(base: string): object {
  const { host } = new URL(base)
  return {
    tenant_discovery_endpoint: `${base}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  }
}
