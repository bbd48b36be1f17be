import { pageOf } from './page-of.ts'
import { deletedItem, secretItem } from './secret-json.ts'
import { badParameter, secretNotFound } from './vault-error.ts'
import type { VaultCall } from './vault-handler.ts'

/** Everything below `/deletedsecrets`. */
export function answerDeleted({ request, store, origin, name, rest }: VaultCall): Response {
  if (name === '') {
    return pageOf(
      request,
      origin,
      store.listDeleted().map((secret) => deletedItem(origin, secret)),
    )
  }
  const deleted = store.deleted(name)
  if (deleted === undefined) return secretNotFound(name)
  switch (`${request.method} ${rest}`) {
    case 'GET ':
      return Response.json(deletedItem(origin, deleted))
    case 'DELETE ':
      store.purge(name)
      return new Response(null, { status: 204 })
    case 'POST recover':
      return Response.json(secretItem(origin, store.recover(name) ?? deleted))
    default:
      return badParameter(`${request.method} is not supported here.`)
  }
}
