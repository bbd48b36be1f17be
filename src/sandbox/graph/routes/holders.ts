import type { HolderKind, StoredHolder } from '../../tenant/directory-object.ts'
import { type Expand, readExpand } from '../expand.ts'
import { type FilterFields, fieldsNamed, readFilter } from '../filter.ts'
import { context, type GraphCall, ok, type Reply } from '../graph-call.ts'
import { badRequest, unsupportedQuery } from '../graph-error.ts'
import { isFirstPage, takePage } from '../page.ts'
import { readSelect, type Selection } from '../projection.ts'
import { isAdvanced, isEventual, pageSize } from '../query-options.ts'
import { entryTypes, readsHolders, renderEntry } from '../render-entry.ts'
import { renderHolder } from '../render-holder.ts'
import type { Route } from '../route.ts'
import { readSearch } from '../search.ts'
import { collections, holderAsked, kinds, storeOf } from './holder-asked.ts'

/** `$expand` returns so many related objects and silently drops the rest. */
const maxExpanded = 20
/** With `$expand`, pages are no longer than this whatever `$top` says. */
const maxPageExpanded = 100

const listOptions = ['$top', '$select', '$expand', '$filter', '$search', '$count', '$skiptoken']

export const holderRoutes: readonly Route[] = kinds.flatMap((kind) => {
  const path = collections[kind]
  const shared = { method: 'GET', permissions: readsHolders } as const
  return [
    { ...shared, path, options: listOptions, answer: (call) => listHolders(call, kind) },
    { ...shared, path: `${path}/$count`, options: ['$filter', '$search'], answer: (call) => countHolders(call, kind) },
    { ...shared, path: `${path}/{}`, options: ['$select', '$expand'], answer: (call) => getHolder(call, kind) },
  ] satisfies Route[]
})

function listHolders(call: GraphCall, kind: HolderKind): Reply {
  const { options, headers } = call
  const [selection, expand] = [readSelect(options, kind), readExpand(options, 'owners', entryTypes)]
  if (expand && (isAdvanced(headers, options) || options.has('$search'))) {
    throw unsupportedQuery('$expand is not supported in advanced queries.')
  }
  const holds = matcher(call, kind)
  const size = expand ? Math.min(pageSize(options), maxPageExpanded) : pageSize(options)
  const { items, links } = takePage(call, size, (position = 0) => matching(call, kind, holds, position))
  const counts = isAdvanced(headers, options) && isFirstPage(call)
  return ok({
    ...context(call, `${collections[kind]}${selection ? `(${selection.join(',')})` : ''}`),
    ...(counts && { '@odata.count': [...matching(call, kind, holds, 0)].length }),
    ...links,
    value: items.map((holder) => render(call, kind, holder, selection, expand)),
  })
}

function countHolders(call: GraphCall, kind: HolderKind): Reply {
  if (!isEventual(call.headers)) throw badRequest('$count is not currently supported.')
  const count = [...matching(call, kind, matcher(call, kind), 0)].length
  return { status: 200, text: String(count) }
}

function getHolder(call: GraphCall, kind: HolderKind): Reply {
  const [selection, expand] = [readSelect(call.options, kind), readExpand(call.options, 'owners', entryTypes)]
  const shown = render(call, kind, holderAsked(call, kind), selection, expand, true)
  return ok({ ...context(call, `${collections[kind]}/$entity`), ...shown })
}

function* matching(
  call: GraphCall,
  kind: HolderKind,
  holds: (holder: StoredHolder) => boolean,
  position: number,
): Iterable<readonly [number, StoredHolder]> {
  for (const entry of storeOf(call, kind).seenFrom(position)) if (holds(entry[1])) yield entry
}

function matcher(call: GraphCall, kind: HolderKind): (holder: StoredHolder) => boolean {
  const { options, headers } = call
  const passes = readFilter(options.get('$filter'), filterFields(call, kind), isAdvanced(headers, options))
  const finds = readSearch<StoredHolder>(options, headers, ['displayName'])
  return (holder) => passes(holder) && finds(holder)
}

function filterFields(call: GraphCall, kind: HolderKind): FilterFields<StoredHolder> {
  const own =
    kind === 'application' ? ['signInAudience'] : ['servicePrincipalType', 'appOwnerOrganizationId', 'accountEnabled']
  return {
    fields: {
      ...fieldsNamed(['id', 'appId', ...own], ['eq', 'in'], ['ne']),
      ...fieldsNamed(['displayName'], ['eq', 'in', 'startswith'], ['ne', 'endswith']),
      ...(kind === 'application' && fieldsNamed(['serviceManagementReference'], [], ['eq', 'ne', 'startswith'])),
      'owners/$count': { by: [], advancedBy: ['eq', 'ne'], read: ({ id }) => call.tenant.ownersOf(id).length },
    },
    refused: ['passwordCredentials'],
  }
}

function render(
  call: GraphCall,
  kind: HolderKind,
  holder: StoredHolder,
  selection: Selection,
  expand: Expand | undefined,
  isSingle = false,
): object {
  const shown = renderHolder(kind, holder, selection, isSingle)
  if (expand === undefined) return shown
  const owners = call.tenant.ownersOf(holder.id).slice(0, maxExpanded)
  return { ...shown, owners: owners.map((owner) => renderEntry(call, owner, expand.selection)) }
}
