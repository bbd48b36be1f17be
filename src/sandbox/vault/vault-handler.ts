import { vaultRole } from '../entra/bot-identity.ts'
import type { Caller } from '../graph/graph-handler.ts'
import { answerDeleted } from './deleted-secrets.ts'
import type { SecretStore } from './secret-store.ts'
import { answerSecrets } from './secrets.ts'
import { badParameter, vaultError } from './vault-error.ts'

export interface VaultEndpoint {
  readonly tenantId: string
  readonly store: SecretStore
  readonly origin: () => string
  readonly authenticate: (authorization: string | null) => Promise<Caller | undefined>
}

/** One vault, where `name` and `rest` are what follows `/secrets/` or `/deletedsecrets/`. */
export interface VaultCall {
  readonly request: Request
  readonly store: SecretStore
  readonly origin: string
  readonly name: string
  readonly rest: string
}

/** Key Vault's secrets API. The first request of every client carries no token, to be told where to get one. */
export function createVaultHandler(vault: VaultEndpoint): (request: Request) => Promise<Response> {
  return async (request) => {
    const caller = await vault.authenticate(request.headers.get('authorization'))
    if (caller === undefined) return challenge(vault, request)
    if (!caller.permissions.has(vaultRole)) return forbidden(caller)

    const { pathname, searchParams } = new URL(request.url)
    if (!searchParams.has('api-version')) return badParameter('The api-version query parameter is required.')
    const [, collection = '', name = '', rest = ''] = pathname.split('/').map(decodeURIComponent)
    if (name !== '' && !/^[0-9a-z-]{1,127}$/i.test(name)) {
      return badParameter(`The name '${name}' is not valid: 1 to 127 letters, digits and dashes.`)
    }
    const call = { request, store: vault.store, origin: vault.origin(), name, rest }
    return collection === 'secrets' ? answerSecrets(call) : answerDeleted(call)
  }
}

function challenge({ origin, tenantId }: VaultEndpoint, request: Request): Response {
  const missing = request.headers.get('authorization') === null
  const message = missing
    ? 'AKV10000: Request is missing a Bearer or PoP token.'
    : 'AKV10022: Invalid audience, signature or lifetime of the token.'
  const where = `Bearer authorization="${origin()}/${tenantId}", resource="https://vault.azure.net"`
  return vaultError(401, 'Unauthorized', message, { headers: { 'www-authenticate': where } })
}

function forbidden({ clientId }: Caller): Response {
  const message =
    'Caller is not authorized to perform action on resource. If role assignments, deny assignments or role ' +
    `definitions were changed recently, please observe propagation time. Caller: appid=${clientId}`
  return vaultError(403, 'Forbidden', message, { innerCode: 'ForbiddenByRbac' })
}
