import { pageOf } from './page-of.ts'
import { readJson, refuseBody } from './read-json.ts'
import {
  deletedItem,
  parseNewVersion,
  parseVersionChange,
  secretItem,
  versionBundle,
  versionItem,
} from './secret-json.ts'
import { badParameter, deletedButRecoverable, secretNotFound, vaultError } from './vault-error.ts'
import type { VaultCall } from './vault-handler.ts'

/** Everything below `/secrets`. */
export async function answerSecrets(call: VaultCall): Promise<Response> {
  const { request, store, origin, name, rest } = call
  if (name === '') {
    return pageOf(
      request,
      origin,
      store.list().map((secret) => secretItem(origin, secret)),
    )
  }
  if (store.deleted(name) !== undefined) {
    return request.method === 'PUT' ? deletedButRecoverable(name) : secretNotFound(name)
  }
  switch (request.method) {
    case 'PUT':
      return setSecret(call)
    case 'GET':
      return rest === 'versions' ? listVersions(call) : getSecret(call)
    case 'PATCH':
      return changeVersion(call)
    case 'DELETE': {
      const deleted = store.remove(name)
      return deleted === undefined ? secretNotFound(name) : Response.json(deletedItem(origin, deleted))
    }
    default:
      return badParameter(`${request.method} is not supported here.`)
  }
}

async function setSecret({ request, store, origin, name }: VaultCall): Promise<Response> {
  try {
    const version = store.add(name, parseNewVersion(await readJson(request)))
    return Response.json(versionBundle(origin, name, version))
  } catch (error) {
    return refuseBody(error)
  }
}

async function changeVersion({ request, store, origin, name, rest }: VaultCall): Promise<Response> {
  try {
    const changed = store.change(name, rest, parseVersionChange(await readJson(request)))
    return changed === undefined ? secretNotFound(name) : Response.json(versionItem(origin, name, changed))
  } catch (error) {
    return refuseBody(error)
  }
}

function getSecret({ store, origin, name, rest }: VaultCall): Response {
  const versions = store.get(name)?.versions ?? []
  const version = rest === '' ? versions.at(-1) : versions.find((one) => one.version === rest)
  if (version === undefined) return secretNotFound(name)
  if (version.enabled) return Response.json(versionBundle(origin, name, version))
  const explanation = 'Operation get is not allowed on a disabled secret.'
  return vaultError(403, 'Forbidden', explanation, { innerCode: 'SecretDisabled' })
}

function listVersions({ request, store, origin, name }: VaultCall): Response {
  const secret = store.get(name)
  if (secret === undefined) return secretNotFound(name)
  return pageOf(
    request,
    origin,
    secret.versions.map((version) => versionItem(origin, name, version)),
  )
}
