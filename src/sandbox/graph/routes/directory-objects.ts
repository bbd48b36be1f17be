import { z } from 'zod/v4'
import type { DirectoryEntry } from '../../tenant/directory-object.ts'
import { entryOf } from '../../tenant/people.ts'
import { context, type GraphCall, idAt, ok, type Reply, readBody } from '../graph-call.ts'
import { notFound, unsupportedQuery } from '../graph-error.ts'
import { isFirstPage, positionsIn, takePage } from '../page.ts'
import { readSelect } from '../projection.ts'
import { isAdvanced, pageSize } from '../query-options.ts'
import { entryTypes, readsGroups, readsUsers, renderEntry } from '../render-entry.ts'
import type { Route } from '../route.ts'
import { userAsked } from './users.ts'

const listOptions = ['$top', '$select', '$count', '$skiptoken']
const groupIds = z.object({ groupIds: z.array(z.guid()).min(1).max(20) })
const byIds = z.object({ ids: z.array(z.guid()).min(1).max(1000), types: z.array(z.string()).nullish() })

/** Lists of mixed directory objects: members, owned objects, objects by id. */
export const directoryObjectRoutes: readonly Route[] = [
  ...castable('groups/{}/members', readsGroups, (call) => call.tenant.membersOf(groupAsked(call))),
  ...castable('groups/{}/transitiveMembers', readsGroups, (call) => call.tenant.transitiveMembersOf(groupAsked(call))),
  ...castable('users/{}/directReports', readsUsers, (call) =>
    call.tenant.reportsOf(userAsked(call).id).map((object) => ({ type: 'user', object })),
  ),
  ...castable('users/{}/ownedObjects', readsUsers, (call) => call.tenant.ownedBy(userAsked(call).id)),
  { method: 'POST', path: 'users/{}/checkMemberGroups', permissions: readsGroups, answer: checkMemberGroups },
  {
    method: 'POST',
    path: 'directoryObjects/getByIds',
    permissions: ['Directory.Read.All', 'Directory.ReadWrite.All'],
    options: ['$select'],
    answer: getByIds,
  },
]

/** A list as it is, and the same list cast to one type, which is an advanced query. */
function castable(
  path: string,
  permissions: readonly string[],
  entries: (call: GraphCall) => readonly DirectoryEntry[],
): Route[] {
  const casts: Route[] = (['user', 'servicePrincipal', 'application', 'group'] as const).map((type) => ({
    method: 'GET',
    path: `${path}/microsoft.graph.${type}`,
    permissions,
    options: listOptions,
    answer: (call) => {
      demandAdvanced(call)
      return listEntries(
        call,
        entries(call).filter((entry) => entry.type === type),
      )
    },
  }))
  return [
    { method: 'GET', path, permissions, options: listOptions, answer: (call) => listEntries(call, entries(call)) },
    ...casts,
  ]
}

/** On later pages too: the link carries `$count`, but no header. */
function demandAdvanced({ headers, options }: GraphCall): void {
  if (isAdvanced(headers, options)) return
  throw unsupportedQuery("An OData cast needs the header 'ConsistencyLevel: eventual' and $count=true.")
}

function listEntries(call: GraphCall, entries: readonly DirectoryEntry[]): Reply {
  const selection = readSelect(call.options, ...entryTypes)
  const { items, links } = takePage(call, pageSize(call.options), (position) => positionsIn(entries, position))
  return ok({
    ...context(call, 'directoryObjects'),
    ...(isAdvanced(call.headers, call.options) && isFirstPage(call) && { '@odata.count': entries.length }),
    ...links,
    value: items.map((entry) => renderEntry(call, entry, selection)),
  })
}

function groupAsked(call: GraphCall): string {
  const groupId = idAt(call, 0)
  if (!call.tenant.groups.has(groupId)) throw notFound(groupId)
  return groupId
}

/** Membership counts through nested groups; ids that are no groups are ignored. */
function checkMemberGroups(call: GraphCall): Reply {
  const { id } = userAsked(call)
  const memberOf = readBody(call, groupIds).groupIds.filter((groupId) =>
    call.tenant.transitiveMembersOf(groupId).some(({ object }) => object.id === id),
  )
  return ok({ ...context(call, 'Collection(Edm.String)'), value: memberOf })
}

function getByIds(call: GraphCall): Reply {
  const { ids, types } = readBody(call, byIds)
  const selection = readSelect(call.options, ...entryTypes)
  const entries = ids.flatMap((id) => entryOf(call.tenant, id) ?? [])
  const asked = entries.filter(({ type }) => types == null || types.includes('directoryObject') || types.includes(type))
  return ok({ ...context(call, 'directoryObjects'), value: asked.map((entry) => renderEntry(call, entry, selection)) })
}
