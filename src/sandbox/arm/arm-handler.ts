import type { Caller } from '../graph/caller.ts'
import { parameterNamed, replaceConnection, shownConnection, shownConnector } from './api-connections.ts'
import { ArmError, armErrorReply, badRequest, notFound } from './arm-error.ts'
import type { ArmStore } from './arm-store.ts'
import { newAssignment, shownAssignment } from './role-assignments.ts'
import { shownContainerApp, shownReference, shownRevision, shownValues } from './vault-followers.ts'

export interface ArmEndpoint {
  readonly store: ArmStore
  /** Undefined: no token of the tenant for Azure Resource Manager. */
  readonly authenticate: (authorization: string | null) => Promise<Caller | undefined>
  /** Whether Entra would sign the client in, for the test of an API connection; without it, it always would. */
  readonly signsIn?: (clientId: string, secret: string) => boolean
}

interface ArmCall extends Required<Pick<ArmEndpoint, 'store' | 'signsIn'>> {
  readonly method: string
  /** The resource that the path names, or the scope of a role. */
  readonly id: string
  /** Below the resource. */
  readonly rest: string
  readonly body: () => Promise<unknown>
}

interface Route {
  readonly path: RegExp
  readonly version: string
  readonly answer: (call: ArmCall) => Response | Promise<Response>
}

const group = '/subscriptions/[^/]+/resourceGroups/[^/]+/providers'
const routes: readonly Route[] = [
  { path: route('Microsoft\\.Web/connections/[^/]+'), version: '2016-06-01', answer: answerConnection },
  {
    path: /^(\/subscriptions\/[^/]+\/providers\/Microsoft\.Web\/locations\/[^/]+\/managedApis\/[^/]+)()$/i,
    version: '2016-06-01',
    answer: answerConnector,
  },
  {
    path: route(
      'Microsoft\\.Web/sites/[^/]+(?:/slots/[^/]+)?',
      '/config/configreferences/(?:appsettings(?:/refresh)?|connectionstrings)',
    ),
    version: '2022-03-01',
    answer: answerReferences,
  },
  {
    path: route('Microsoft\\.App/containerApps/[^/]+', '(?:/listSecrets|/revisions(?:/[^/]+/restart)?)?'),
    version: '2025-07-01',
    answer: answerContainerApp,
  },
  {
    path: route(
      'Microsoft\\.KeyVault/vaults/[^/]+/secrets/[^/]+',
      '/providers/Microsoft\\.Authorization/roleAssignments/[^/]+',
    ),
    version: '2022-04-01',
    answer: answerAssignment,
  },
]

/**
 * The part of Azure Resource Manager that Keyturn delivers through. Paths and versions are those of azure-rest-api-specs
 * (Microsoft.Web 2016-06-01 and 2022-03-01, Microsoft.App 2025-07-01, Microsoft.Authorization 2022-04-01). From memory:
 * what a connection with a `parameterValueSet` shows of its values, the shape of a connector's parameters, that statuses and `changedTime` are settled within
 * the PUT, the words of all errors and the codes other than those of role assignments, that a restart is answered with
 * 200 and no body, that a refresh takes effect at once, that a refresh is for connection strings too, and that `listSecrets` shows what was fetched from a vault. Stricter than the real service, which takes a connection that
 * loses a parameter and breaks it. Container Apps fetch every 30 minutes after they were made and not at a restart.
 */
export function createArmHandler(endpoint: ArmEndpoint): (request: Request) => Promise<Response> {
  const { store, authenticate, signsIn = () => true } = endpoint
  return async (request) => {
    try {
      if ((await authenticate(request.headers.get('authorization'))) === undefined) {
        throw new ArmError(401, 'InvalidAuthenticationToken', 'The access token is invalid.')
      }
      const { pathname, searchParams } = new URL(request.url)
      const path = pathname.split('/').map(decodeURIComponent).join('/')
      for (const { path: pattern, version, answer } of routes) {
        const [found, id = '', rest = ''] = pattern.exec(path) ?? []
        if (found === undefined) continue
        requireVersion(searchParams.get('api-version'), version)
        return await answer({ store, signsIn, method: request.method, id, rest, body: () => jsonOf(request) })
      }
      throw notFound(`The resource '${path}'`)
    } catch (error) {
      if (error instanceof ArmError) return armErrorReply(error)
      throw error
    }
  }
}

async function answerConnection({ store, signsIn, method, id, body }: ArmCall): Promise<Response> {
  const isWrite = requireMethod(method, 'GET', 'PUT') === 'PUT'
  const stored = permitted(store, id, isWrite, store.connection(id))
  if (!isWrite) return Response.json(shownConnection(stored))
  const { parameters } = replaceConnection(stored, await body())
  const clientId = parameterNamed(parameters, 'clientId') ?? ''
  const isGood = signsIn(clientId, parameterNamed(parameters, 'clientSecret') ?? '')
  const statuses = isGood ? [{ status: 'Connected' }] : [{ status: 'Error', error: { code: 'Unauthorized' } }]
  store.changeConnection(id, { parameters, statuses })
  return Response.json(shownConnection(store.connection(id) ?? stored))
}

function answerConnector({ store, method, id }: ArmCall): Response {
  requireMethod(method, 'GET')
  const all = store.connectionsOf(id)
  return Response.json(shownConnector(id, permitted(store, id, false, all.length === 0 ? undefined : all)))
}

function answerReferences({ store, method, id, rest }: ArmCall): Response {
  const isRefresh = rest.toLowerCase().endsWith('/refresh')
  requireMethod(method, isRefresh ? 'POST' : 'GET')
  const before = permitted(store, id, isRefresh, store.site(id))
  if (isRefresh) store.refreshSite(id)
  const { settings, connectionStrings } = store.site(id) ?? before
  const listed = rest.toLowerCase().endsWith('/connectionstrings') ? connectionStrings : settings
  const value = Object.entries(listed).map(([name, one]) => shownReference(`${id}${rest}`, name, one))
  return Response.json({ value, nextLink: null })
}

function answerContainerApp({ store, method, id, rest }: ArmCall): Response {
  const [, , revision, action] = rest.split('/')
  if (rest.toLowerCase() === '/listsecrets') {
    requireMethod(method, 'POST')
    return Response.json(shownValues(permitted(store, id, true, store.containerApp(id))))
  }
  requireMethod(method, action === undefined ? 'GET' : 'POST')
  const app = permitted(store, id, action !== undefined, store.containerApp(id))
  if (rest === '') return Response.json(shownContainerApp(app))
  if (revision === undefined) return Response.json({ value: app.revisions.map((one) => shownRevision(id, one)) })
  const found = app.revisions.find(({ name }) => name === revision)
  if (found === undefined) throw notFound(`The revision '${revision}'`)
  if (!found.active) throw badRequest(`The revision '${revision}' is not active.`, 'RevisionNotActive')
  store.changeRevision(id, revision, { restarts: found.restarts + 1 })
  return new Response(null, { status: 200 })
}

async function answerAssignment({ store, method, id: scope, rest, body }: ArmCall): Promise<Response> {
  requireMethod(method, 'PUT')
  permitted(store, scope, true, scope)
  const added = newAssignment(store.roleAssignments(), { scope, name: rest.split('/').at(-1) ?? '' }, await body())
  store.addRoleAssignment(added)
  return Response.json(shownAssignment(added), { status: 201 })
}

/** Permission is looked at before existence, so what may not be seen looks the same whether it is there or not. */
function permitted<Found>(store: ArmStore, id: string, isWrite: boolean, found: Found | undefined): Found {
  const access = store.access(id)
  if (access === 'none' || (isWrite && access !== 'contributor')) {
    throw new ArmError(403, 'AuthorizationFailed', `The client does not have authorization over scope '${id}'.`)
  }
  if (found === undefined) throw notFound(`The resource '${id}'`)
  return found
}

function requireMethod(method: string, ...allowed: string[]): string {
  if (allowed.includes(method)) return method
  throw new ArmError(405, 'MethodNotAllowed', `The method ${method} is not allowed here.`)
}

function requireVersion(version: string | null, expected: string): void {
  if (version === null) throw badRequest('The api-version is missing.', 'MissingApiVersionParameter')
  if (version !== expected) throw badRequest(`No api-version '${version}' here.`, 'InvalidApiVersionParameter')
}

function route(resource: string, below = ''): RegExp {
  return new RegExp(`^(${group}/${resource})(${below})$`, 'i')
}

async function jsonOf(request: Request): Promise<unknown> {
  try {
    return JSON.parse(await request.text())
  } catch {
    throw badRequest('The body is not JSON.', 'InvalidRequestContent')
  }
}
