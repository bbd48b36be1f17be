import {
  certificateBundle,
  certificateItem,
  deletedCertificateJson,
  operationJson,
  parseCertificateRequest,
} from './certificate-json.ts'
import type { StoredCertificate } from './certificate-store.ts'
import { pageOf } from './page-of.ts'
import { readJson, refuseBody } from './read-json.ts'
import { badParameter, certificateNotFound, deletedButRecoverable, vaultError } from './vault-error.ts'
import type { VaultCall } from './vault-handler.ts'

/**
 * Everything below `/certificates`. Shapes and the states of a making are as in recorded replies of the service; that a
 * second request meanwhile is a conflict with the inner code `Forbidden`, and what is refused as a bad parameter, rests
 * on memory.
 */
export async function answerCertificates(call: VaultCall): Promise<Response> {
  const { request, certificates, name, rest } = call
  const known = certificates.get(name)
  switch (`${request.method} ${rest}`) {
    case 'POST create':
      return create(call)
    case 'DELETE ': {
      const deleted = certificates.remove(name)
      return deleted === undefined
        ? certificateNotFound(name)
        : Response.json(deletedCertificateJson(call.origin, certificates, deleted))
    }
  }
  if (request.method !== 'GET') return badParameter(`${request.method} is not supported here.`)
  return known === undefined ? certificateNotFound(name) : show(call, known)
}

/** Everything below `/deletedcertificates`. */
export function answerDeletedCertificates({ request, certificates, origin, name, rest }: VaultCall): Response {
  const deleted = certificates.deleted(name)
  if (deleted === undefined) return certificateNotFound(name)
  const shown = deletedCertificateJson(origin, certificates, deleted)
  switch (`${request.method} ${rest}`) {
    case 'GET ':
      return Response.json(shown)
    case 'DELETE ':
      certificates.purge(name)
      return new Response(null, { status: 204 })
    case 'POST recover':
      certificates.recover(name)
      return Response.json(shown)
    default:
      return badParameter(`${request.method} is not supported here.`)
  }
}

async function create({ request, certificates, origin, name }: VaultCall): Promise<Response> {
  if (certificates.deleted(name) !== undefined) return deletedButRecoverable(name, 'Certificate')
  const newest = certificates.get(name)?.versions.at(-1)
  if (newest !== undefined && certificates.statusOf(newest) === 'inProgress') {
    const message = `A new key vault certificate can not be created while a pending key vault certificate's status is inProgress.`
    return vaultError(409, 'Conflict', message, { innerCode: 'Forbidden' })
  }
  try {
    const wanted = parseCertificateRequest(await readJson(request))
    const made = await certificates.create(name, wanted)
    const version = made?.versions.at(-1)
    if (made === undefined || version === undefined) return badParameter(`No such issuer: '${wanted.issuer}'.`)
    // The service answers before it has looked at what became of it.
    const operation = { ...operationJson(origin, certificates, made, version), status: 'inProgress' }
    return Response.json(operation, { status: 202 })
  } catch (error) {
    return refuseBody(error)
  }
}

function show({ request, certificates, origin, name, rest }: VaultCall, known: StoredCertificate): Response {
  const newest = known.versions.at(-1)
  if (newest === undefined) return certificateNotFound(name)
  switch (rest) {
    case 'pending':
      return Response.json(operationJson(origin, certificates, known, newest))
    case 'policy':
      return Response.json({ id: `${origin}/certificates/${name}/policy`, ...known.request.policy })
    case 'versions':
      return pageOf(
        request,
        origin,
        known.versions.map((version) => certificateItem(origin, certificates, known, version)),
      )
    default: {
      const version = rest === '' ? newest : known.versions.find((one) => one.version === rest)
      return version === undefined
        ? certificateNotFound(name)
        : Response.json(certificateBundle(origin, certificates, known, version))
    }
  }
}
