import { z } from 'zod/v4'
import type { StoredUser } from '../../tenant/directory-object.ts'
import { type Expand, readExpand } from '../expand.ts'
import { type FilterFields, fieldsNamed, readFilter } from '../filter.ts'
import { context, demand, type GraphCall, idAt, ok, type Reply } from '../graph-call.ts'
import { notFound, unsupportedQuery } from '../graph-error.ts'
import { isFirstPage, positionsIn, takePage } from '../page.ts'
import { project, readSelect, type Selection } from '../projection.ts'
import { isAdvanced, pageSize } from '../query-options.ts'
import { readsUsers } from '../render-entry.ts'
import type { Route } from '../route.ts'
import { readSearch } from '../search.ts'

/** `User.ReadBasic.All` shows users, but not who manages them. */
const readsBasics = [...readsUsers, 'User.ReadBasic.All']

const listOptions = ['$top', '$select', '$expand', '$filter', '$search', '$count', '$skiptoken']

export const userRoutes: readonly Route[] = [
  { method: 'GET', path: 'users', permissions: readsBasics, options: listOptions, answer: listUsers },
  {
    method: 'GET',
    path: 'users/{}',
    permissions: readsBasics,
    options: ['$select', '$expand', '$count'],
    answer: getUser,
  },
  { method: 'GET', path: 'users/{}/manager', permissions: readsUsers, options: ['$select'], answer: getManager },
  {
    method: 'GET',
    path: 'directory/deletedItems/microsoft.graph.user',
    permissions: readsUsers,
    options: ['$top', '$select', '$skiptoken'],
    answer: listDeleted,
  },
]

/** Named by object id or by sign-in name. */
export function userAsked(call: GraphCall): StoredUser {
  const name = idAt(call, 0)
  const isId = z.guid().safeParse(name).success
  const user = isId
    ? call.tenant.person(name)
    : call.tenant.people().find(({ userPrincipalName }) => userPrincipalName?.toLowerCase() === name.toLowerCase())
  if (user === undefined) throw notFound(name)
  return user
}

function listUsers(call: GraphCall): Reply {
  const { options, headers } = call
  const [selection, expand] = [readSelect(options, 'user'), managerExpand(call)]
  const passes = readFilter(options.get('$filter'), filterFields, isAdvanced(headers, options))
  const finds = readSearch<StoredUser>(options, headers, ['displayName', 'mail', 'userPrincipalName'])
  const holds = (user: StoredUser) => passes(user) && finds(user)
  const { items, links } = takePage(call, pageSize(options), (position = 0) => matching(call, holds, position))
  const counts = isAdvanced(headers, options) && isFirstPage(call)
  return ok({
    ...context(call, 'users'),
    ...(counts && { '@odata.count': call.tenant.people().filter(holds).length }),
    ...links,
    value: items.map((user) => render(call, user, selection, expand)),
  })
}

function getUser(call: GraphCall): Reply {
  const [selection, expand] = [readSelect(call.options, 'user'), managerExpand(call)]
  return ok({ ...context(call, 'users/$entity'), ...render(call, userAsked(call), selection, expand) })
}

function getManager(call: GraphCall): Reply {
  const manager = call.tenant.managerOf(userAsked(call).id)
  if (manager === undefined) throw notFound('manager')
  return ok({ ...context(call, 'directoryObjects/$entity'), ...asEntry(manager, readSelect(call.options, 'user')) })
}

function listDeleted(call: GraphCall): Reply {
  const selection = readSelect(call.options, 'user')
  const users = [...call.tenant.deletedUsers.values()]
  const { items, links } = takePage(call, pageSize(call.options), (position) => positionsIn(users, position))
  return ok({ ...context(call, 'users'), ...links, value: items.map((user) => project('user', user, selection)) })
}

function managerExpand(call: GraphCall): Expand | undefined {
  const expand = readExpand(call.options, 'manager', ['user'])
  if (expand === undefined) return undefined
  demand(call, ...readsUsers)
  if (expand.levels > 1 && !isAdvanced(call.headers, call.options)) {
    throw unsupportedQuery("$levels needs the header 'ConsistencyLevel: eventual' and $count=true.")
  }
  return expand
}

/** Someone without a manager has no such property at all. */
function render(call: GraphCall, user: StoredUser, selection: Selection, expand: Expand | undefined): object {
  const shown = project('user', user, selection)
  const chain = expand && managerChain(call, user, expand.selection, expand.levels)
  return chain === undefined ? shown : { ...shown, manager: chain }
}

function managerChain(call: GraphCall, user: StoredUser, selection: Selection, levels: number): object | undefined {
  const manager = levels > 0 ? call.tenant.managerOf(user.id) : undefined
  if (manager === undefined) return undefined
  const next = managerChain(call, manager, selection, levels - 1)
  return { ...asEntry(manager, selection), ...(next && { manager: next }) }
}

function asEntry(user: StoredUser, selection: Selection): object {
  return { '@odata.type': '#microsoft.graph.user', ...project('user', user, selection) }
}

function* matching(
  { tenant }: GraphCall,
  holds: (user: StoredUser) => boolean,
  position: number,
): Iterable<readonly [number, StoredUser]> {
  for (const entry of tenant.users.from(position)) if (holds(entry[1])) yield entry
}

const filterFields: FilterFields<StoredUser> = {
  fields: {
    ...fieldsNamed(['id', 'accountEnabled', 'userType'], ['eq', 'in'], ['ne']),
    ...fieldsNamed(
      ['displayName', 'mail', 'userPrincipalName', 'givenName', 'surname'],
      ['eq', 'in', 'startswith'],
      ['ne', 'endswith'],
    ),
  },
}
