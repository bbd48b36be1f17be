import { createHash } from 'node:crypto'
import type { GraphCall } from './graph-call.ts'
import { badRequest } from './graph-error.ts'

/** How long the real service keeps its tokens is not documented; this is long enough for any scan. */
const tokenLifetimeMs = 3_600_000

export interface Page<T> {
  readonly items: readonly T[]
  readonly links: { readonly '@odata.nextLink'?: string }
}

/**
 * One page of what `from` yields; its positions must stay valid while objects come and go. `from` is called with
 * undefined for the first page.
 */
export function takePage<T>(
  call: GraphCall,
  size: number,
  from: (position: number | undefined) => Iterable<readonly [position: number, item: T]>,
): Page<T> {
  const items: T[] = []
  for (const [position, item] of from(positionAsked(call))) {
    if (items.length === size) return { items, links: { '@odata.nextLink': nextLink(call, position) } }
    items.push(item)
  }
  return { items, links: {} }
}

export function isFirstPage(call: GraphCall): boolean {
  return !call.options.has('$skiptoken')
}

/** Positions of a list that does not change its order. */
export function* positionsIn<T>(items: readonly T[], start = 0): Iterable<readonly [number, T]> {
  for (const [index, item] of items.slice(start).entries()) yield [start + index, item]
}

function positionAsked(call: GraphCall): number | undefined {
  const token = call.options.get('$skiptoken')
  if (token === undefined) return undefined
  const [query, position = '', issuedMs = ''] = Buffer.from(token, 'base64url').toString().split(' ')
  const age = call.now.getTime() - Number(issuedMs)
  if (query === queryMark(call) && /^\d+$/.test(position) && age <= tokenLifetimeMs) return Number(position)
  throw badRequest(
    'The specified page token value has expired and can no longer be included in your request.',
    'Directory_ExpiredPageToken',
  )
}

function nextLink(call: GraphCall, position: number): string {
  const token = Buffer.from(`${queryMark(call)} ${position} ${call.now.getTime()}`).toString('base64url')
  const search = new URLSearchParams([...call.options].filter(([name]) => name !== '$skiptoken'))
  search.set('$skiptoken', token)
  return `${call.address}?${search.toString().replaceAll('%24', '$')}`
}

function queryMark(call: GraphCall): string {
  const options = [...call.options].filter(([name]) => name !== '$skiptoken').sort()
  return createHash('sha256')
    .update(JSON.stringify([call.address, options]))
    .digest('base64url')
    .slice(0, 16)
}
