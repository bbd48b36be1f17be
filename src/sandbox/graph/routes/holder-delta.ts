import type { HolderKind, StoredHolder } from '../../tenant/directory-object.ts'
import { type DeltaToken, readDeltaToken, writeDeltaToken } from '../delta-token.ts'
import { readFilter } from '../filter.ts'
import { context, type GraphCall, ok, type Reply } from '../graph-call.ts'
import { badRequest } from '../graph-error.ts'
import { readSelect } from '../projection.ts'
import { readsHolders } from '../render-entry.ts'
import { renderHolder } from '../render-holder.ts'
import type { Route } from '../route.ts'
import { collections, kinds, storeOf } from './holder-asked.ts'

const defaultPageSize = 200

export const holderDeltaRoutes: readonly Route[] = kinds.map((kind) => ({
  method: 'GET',
  path: `${collections[kind]}/delta`,
  permissions: readsHolders,
  options: ['$select', '$filter', '$skiptoken', '$deltatoken'],
  answer: (call) => answerDelta(call, kind),
}))

function answerDelta(call: GraphCall, kind: HolderKind): Reply {
  const { options, now, tenant } = call
  // What has not spread yet is left for the next round, so that no change is reported with its old content.
  const end = storeOf(call, kind).changes.positionAt(new Date(now.getTime() - tenant.replicationDelayMs))
  const token = options.get('$deltatoken') ?? options.get('$skiptoken')
  if (token === undefined || token === 'latest') {
    const { select, filter } = firstCall(call, kind)
    const start = { phase: 'all', position: 0, log: end, select, filter } as const
    return token === 'latest'
      ? page(call, kind, [], { ...start, phase: 'changes' }, true)
      : everything(call, kind, start)
  }
  if (options.size > 1) throw badRequest('Query options are allowed in the first delta request only.')
  const state = readDeltaToken(token, now)
  return state.phase === 'all' ? everything(call, kind, state) : changes(call, kind, state, end)
}

function firstCall(call: GraphCall, kind: HolderKind): Pick<DeltaToken, 'select' | 'filter'> {
  const [select, filter] = [call.options.get('$select') ?? null, call.options.get('$filter') ?? null]
  readSelect(call.options, kind)
  matcherOf(filter)
  return { select, filter }
}

function everything(call: GraphCall, kind: HolderKind, state: DeltaToken): Reply {
  const holds = matcherOf(state.filter)
  const shown: object[] = []
  for (const [position, holder] of storeOf(call, kind).seenFrom(state.position)) {
    if (!holds(holder)) continue
    if (shown.length === sizeAsked(call)) return page(call, kind, shown, { ...state, position }, false)
    shown.push(show(kind, holder, state))
  }
  return page(call, kind, shown, { ...state, phase: 'changes' }, true)
}

function changes(call: GraphCall, kind: HolderKind, state: DeltaToken, end: number): Reply {
  const holds = matcherOf(state.filter)
  const store = storeOf(call, kind)
  const shown = [...store.changes.between(state.log, end)].flatMap(([id, removal]) => {
    if (removal !== undefined) return { id, '@removed': { reason: removal } }
    const holder = store.seen(id)
    return holder !== undefined && holds(holder) ? show(kind, holder, state) : []
  })
  return page(call, kind, shown, { ...state, log: end }, true)
}

function page(call: GraphCall, kind: HolderKind, value: readonly object[], next: DeltaToken, isLast: boolean): Reply {
  const token = writeDeltaToken(next, call.now)
  const link = isLast
    ? { '@odata.deltaLink': `${call.address}?$deltatoken=${token}` }
    : { '@odata.nextLink': `${call.address}?$skiptoken=${token}` }
  return ok({
    ...context(call, collections[kind]),
    ...link,
    value,
  })
}

function show(kind: HolderKind, holder: StoredHolder, { select }: DeltaToken): object {
  return { ...renderHolder(kind, holder, select?.split(',')), id: holder.id }
}

function matcherOf(filter: string | null): (holder: StoredHolder) => boolean {
  const fields = { id: { by: ['eq'], read: ({ id }: StoredHolder) => id } } as const
  return readFilter(filter ?? undefined, { fields }, false)
}

function sizeAsked({ headers }: GraphCall): number {
  const asked = /odata\.maxpagesize=(\d+)/i.exec(headers.get('prefer') ?? '')?.[1]
  return Math.max(1, Number(asked ?? defaultPageSize))
}
