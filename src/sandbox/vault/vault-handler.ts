import { certificatesRole, cryptoRole, vaultRole } from '../entra/bot-identity.ts'
import type { Caller } from '../graph/graph-handler.ts'
import type { CertificateStore } from './certificate-store.ts'
import { answerCertificates, answerDeletedCertificates } from './certificates.ts'
import { answerDeleted } from './deleted-secrets.ts'
import { answerKeys } from './keys.ts'
import type { SecretStore } from './secret-store.ts'
import { answerSecrets } from './secrets.ts'
import { badParameter, vaultError } from './vault-error.ts'

export interface VaultEndpoint {
  readonly tenantId: string
  readonly store: SecretStore
  readonly certificates: CertificateStore
  readonly origin: () => string
  readonly authenticate: (authorization: string | null) => Promise<Caller | undefined>
}

/** One vault, where `name`, `rest` and `action` are what follows the collection. */
export interface VaultCall {
  readonly request: Request
  readonly store: SecretStore
  readonly certificates: CertificateStore
  readonly origin: string
  readonly name: string
  readonly rest: string
  readonly action: string
}

interface Collection {
  /** What the caller must have been granted. */
  readonly role: string
  answer(call: VaultCall): Response | Promise<Response>
}

const collections: Readonly<Record<string, Collection>> = {
  secrets: { role: vaultRole, answer: answerSecrets },
  deletedsecrets: { role: vaultRole, answer: answerDeleted },
  certificates: { role: certificatesRole, answer: answerCertificates },
  deletedcertificates: { role: certificatesRole, answer: answerDeletedCertificates },
  keys: { role: cryptoRole, answer: answerKeys },
}

/** Key Vault's API for secrets, certificates and the keys of certificates. The first request of every client carries no token, to be told where to get one. */
export function createVaultHandler(vault: VaultEndpoint): (request: Request) => Promise<Response> {
  return async (request) => {
    const caller = await vault.authenticate(request.headers.get('authorization'))
    if (caller === undefined) return challenge(vault, request)
    const { pathname, searchParams } = new URL(request.url)
    const [, asked = '', name = '', rest = '', action = ''] = pathname.split('/').map(decodeURIComponent)
    const collection = collections[asked]
    if (collection === undefined) return badParameter(`There is no '${asked}' here.`)
    if (!caller.permissions.has(collection.role)) return forbidden(caller)
    if (!searchParams.has('api-version')) return badParameter('The api-version query parameter is required.')
    if (name !== '' && !/^[0-9a-z-]{1,127}$/i.test(name)) {
      return badParameter(`The name '${name}' is not valid: 1 to 127 letters, digits and dashes.`)
    }
    const { store, certificates, origin } = vault
    return collection.answer({ request, store, certificates, origin: origin(), name, rest, action })
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
