import type { Tenant } from '../tenant/tenant.ts'
import { answerBatch } from './batch.ts'
import type { Caller } from './caller.ts'
import type { Reply } from './graph-call.ts'
import { badRequest, denied, errorBody, GraphError, notFound, notSimulated, requestIds } from './graph-error.ts'
import { readOptions } from './query-options.ts'
import { createRouter } from './route.ts'
import { isPersonalAudience } from './routes/holder-passwords.ts'
import { routes } from './routes.ts'
import { createThrottle, type ThrottleOptions } from './throttle.ts'

export type { Caller } from './caller.ts'

export interface GraphHandlerOptions extends ThrottleOptions {
  readonly tenant: Tenant
  /** Simulated time. */
  readonly now: () => Date
  /** Where this Graph answers, for the links in its replies. */
  readonly origin: () => string
  /** Undefined: the token is not valid. */
  readonly authenticate: (authorization: string | null) => Promise<Caller | undefined>
  /** On unless false. */
  readonly throttle?: boolean
}

const contentType = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'

/** Microsoft Graph over a tenant in memory, for paths below `/v1.0/` and `/beta/`. */
export function createGraphHandler(options: GraphHandlerOptions): (request: Request) => Promise<Response> {
  const { tenant, now, origin, authenticate } = options
  const route = createRouter(routes)
  const throttle = options.throttle === false ? () => ({}) : createThrottle(tenant, options)
  tenant.now = now

  async function handle(request: Request): Promise<Response> {
    const { requestId, clientRequestId } = requestIds(request.headers)
    const shared = {
      'request-id': requestId,
      'client-request-id': clientRequestId,
      'x-ms-ags-diagnostic': JSON.stringify({ ServerInfo: { DataCenter: 'Simulated', Slice: 'E', Ring: '1' } }),
    }
    try {
      const reply = await answer(request)
      return respond(reply, { ...shared, ...reply.headers })
    } catch (error) {
      if (!(error instanceof GraphError)) throw error
      const body = errorBody(error, requestId, clientRequestId, now())
      return respond({ status: error.status, body }, { ...shared, ...error.extra.headers })
    }
  }

  async function answer(request: Request): Promise<Reply> {
    const caller = await authenticate(request.headers.get('authorization'))
    if (caller === undefined) throw unauthenticated(request.headers)
    const { version, path, search } = addressOf(request)
    const root = `${origin()}/${version}`
    const body = await request.text()
    if (path === '$batch' && request.method === 'POST') {
      return { status: 200, body: await answerBatch(body, root, request.headers, handle) }
    }
    if (/^(v1\.0|beta)\//.test(path)) throw badRequest("Resource not found for the segment 'v1.0'.", 'BadRequest')
    const resolved = resolveAlternateKey(path, tenant)
    const { route: found, ids } = route(request.method, version, resolved)
    if (!found.permissions.some((permission) => caller.permissions.has(permission))) throw denied()
    const shared = { caller, now: now(), options: readOptions(search, found.options ?? []) }
    const audience = tenant.holders.application.get(ids[0] ?? '')?.signInAudience
    const isPersonal = isPersonalAudience(audience)
    const quotaHeaders = throttle({ ...shared, method: request.method, path: resolved, isPersonal })
    const call = { ...shared, tenant, root, address: `${root}/${path}`, ids, headers: request.headers, body }
    return { ...found.answer(call), headers: quotaHeaders }
  }

  return handle
}

function addressOf(request: Request): { version: string; path: string; search: URLSearchParams } {
  const { pathname, searchParams } = new URL(request.url)
  const [, version = '', path = ''] = /^\/(v1\.0|beta)\/(.*?)\/?$/.exec(decoded(pathname)) ?? []
  if (version === '') throw notSimulated(pathname)
  return { version, path, search: searchParams }
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname)
  } catch {
    throw badRequest('The request URL is not properly encoded.', 'BadRequest')
  }
}

/** `applications(appId='…')` names the same object as `applications/{id}`. */
function resolveAlternateKey(path: string, tenant: Tenant): string {
  const [key, collection = '', clientId = ''] = /^(applications|servicePrincipals)\(appId='([^']*)'\)/i.exec(path) ?? []
  if (key === undefined) return path
  const kind = collection.toLowerCase() === 'applications' ? 'application' : 'servicePrincipal'
  const holder = tenant.holders[kind].byClientId(clientId)
  if (holder === undefined) throw notFound(clientId)
  return `${collection}/${holder.id}${path.slice(key.length)}`
}

function unauthenticated(headers: Headers): GraphError {
  const message = headers.has('authorization')
    ? 'Lifetime validation failed, the token is expired.'
    : 'Access token is empty.'
  return new GraphError(401, 'InvalidAuthenticationToken', message)
}

function respond({ status, body, text }: Reply, headers: Readonly<Record<string, string>>): Response {
  if (text !== undefined) return new Response(text, { status, headers: { ...headers, 'content-type': 'text/plain' } })
  if (body === undefined) return new Response(null, { status, headers })
  return new Response(JSON.stringify(body), { status, headers: { ...headers, 'content-type': contentType } })
}
