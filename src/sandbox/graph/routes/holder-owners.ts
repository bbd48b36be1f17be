import { z } from 'zod/v4'
import type { HolderKind } from '../../tenant/directory-object.ts'
import { context, demand, type GraphCall, idAt, noContent, ok, type Reply, readBody } from '../graph-call.ts'
import { badRequest, notFound } from '../graph-error.ts'
import { positionsIn, takePage } from '../page.ts'
import { readSelect } from '../projection.ts'
import { pageSize } from '../query-options.ts'
import { entryTypes, readsHolders, renderEntry } from '../render-entry.ts'
import type { Route } from '../route.ts'
import { collections, holderAsked, holderToChange, kinds, writesHolders } from './holder-asked.ts'

const maxOwners = 100
const reference = z.object({ '@odata.id': z.url() })

export const holderOwnerRoutes: readonly Route[] = kinds.flatMap((kind) => {
  const path = `${collections[kind]}/{}/owners`
  return [
    {
      method: 'GET',
      path,
      permissions: readsHolders,
      options: ['$top', '$select', '$skiptoken'],
      answer: (call) => listOwners(call, kind),
    },
    { method: 'POST', path: `${path}/$ref`, permissions: writesHolders, answer: (call) => addOwner(call, kind) },
    {
      method: 'DELETE',
      path: `${path}/{}/$ref`,
      permissions: writesHolders,
      answer: (call) => removeOwner(call, kind),
    },
  ] satisfies Route[]
})

function listOwners(call: GraphCall, kind: HolderKind): Reply {
  const selection = readSelect(call.options, ...entryTypes)
  const owners = call.tenant.ownersOf(holderAsked(call, kind).id)
  const { items, links } = takePage(call, pageSize(call.options), (position) => positionsIn(owners, position))
  return ok({
    ...context(call, 'directoryObjects'),
    ...links,
    value: items.map((owner) => renderEntry(call, owner, selection)),
  })
}

/** The permission to write applications alone does not suffice: Graph also looks up the new owner. */
function addOwner(call: GraphCall, kind: HolderKind): Reply {
  demand(call, 'Directory.Read.All', 'Directory.ReadWrite.All')
  const holder = holderToChange(call, kind)
  const ownerId = referencedId(call)
  const isPerson = call.tenant.person(ownerId) !== undefined
  const isServicePrincipal = call.tenant.holders.servicePrincipal.get(ownerId) !== undefined
  if (!isPerson && !isServicePrincipal) {
    if (call.tenant.groups.has(ownerId)) throw badRequest("The reference target 'Group' is not supported as owner.")
    throw notFound(ownerId)
  }
  const owners = call.tenant.ownersOf(holder.id)
  if (owners.some(({ object }) => object.id === ownerId)) {
    throw badRequest(
      "One or more added object references already exist for the following modified properties: 'owners'.",
    )
  }
  if (owners.length >= maxOwners) throw badRequest(`The number of owners exceeds the limit of ${maxOwners}.`)
  call.tenant.addOwner(holder.id, ownerId, call.caller)
  return noContent
}

function removeOwner(call: GraphCall, kind: HolderKind): Reply {
  const holder = holderToChange(call, kind)
  const ownerId = idAt(call, 1)
  if (!call.tenant.ownersOf(holder.id).some(({ object }) => object.id === ownerId)) throw notFound(ownerId)
  call.tenant.removeOwner(holder.id, ownerId, call.caller)
  return noContent
}

/** The host must be this Graph's, as every cloud insists on its own. */
function referencedId(call: GraphCall): string {
  const url = readBody(call, reference)['@odata.id']
  const [, ownerId] = /\/(?:directoryObjects|users|servicePrincipals|groups)\/([^/]+)$/.exec(url) ?? []
  if (ownerId === undefined || new URL(url).origin !== new URL(call.root).origin) {
    throw badRequest(`Invalid URL format specified in @odata.id: '${url}'.`)
  }
  return ownerId
}
