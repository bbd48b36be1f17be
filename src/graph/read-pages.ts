import { z } from 'zod/v4'
import { KeyturnError } from '../domain/errors.ts'
import type { GraphClient } from './create-graph-client.ts'
import { GraphFailure } from './graph-failure.ts'
import { parseReply } from './parse-reply.ts'
import type { GraphCall } from './translate-error.ts'

/** One page of any collection; pages may be empty and still have a next one. */
export const pageShape = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().nullish() })

interface Asked {
  readonly reply: Promise<unknown>
  isRepeated: boolean
}

/**
 * Every page of a collection. The next one is under way while the caller works on the current one; no more than these
 * two are in memory. Graph does not carry headers over to later pages, so they go with each.
 *
 * A link from a reply that needed a repeated request may turn out unknown (`DirectoryPageTokenNotFoundException`; source:
 * "Paging Microsoft Graph data" on Microsoft Learn). Then the reading goes back once to the last link from a reply that
 * needed none, and skips what it has handed out.
 */
export async function* readPages(
  client: GraphClient,
  firstPath: string,
  call: GraphCall,
  headers: Readonly<Record<string, string>> = {},
): AsyncGenerator<readonly unknown[]> {
  const ask = (path: string) => askFor(client, path, call, headers)
  let sure = { path: firstPath, number: 0 }
  const idsSinceSure = new Set<unknown>()
  let failedAt = -1
  let number = 0
  let asked: Asked | undefined = ask(firstPath)
  while (asked !== undefined) {
    let page: z.output<typeof pageShape>
    try {
      page = parseReply(pageShape, await asked.reply, call)
    } catch (error) {
      // One way back for each page: going back must lead further than the last time.
      if (!isUnknownLink(error) || number <= failedAt) throw error
      failedAt = number
      number = sure.number
      asked = ask(sure.path)
      continue
    }
    const isReadAgain = number <= failedAt
    const { value } = page
    const fresh = isReadAgain ? value.filter((item) => !idsSinceSure.has(idOf(item))) : value
    const link = page['@odata.nextLink']
    const path = pathOf(client, link)
    number += 1
    if (path !== undefined && !asked.isRepeated) {
      sure = { path, number }
      // The ids of pages that lie ahead once more are still needed.
      if (!isReadAgain) idsSinceSure.clear()
    } else {
      for (const id of value.flatMap((item) => idOf(item) ?? [])) idsSinceSure.add(id)
    }
    asked = path === undefined ? undefined : ask(path)
    yield fresh
    // In its turn as well: the page that carries an unusable link is whole.
    if (asked === undefined) nextPath(client, link, call)
  }
}

function askFor(client: GraphClient, path: string, call: GraphCall, headers: Readonly<Record<string, string>>): Asked {
  const onRepeat = () => {
    asked.isRepeated = true
  }
  const asked: Asked = { reply: client.get(path, call, headers, onRepeat), isRepeated: false }
  // Its failure is thrown when its turn comes; until then it must not count as unhandled.
  asked.reply.catch(() => {})
  return asked
}

function isUnknownLink(error: unknown): boolean {
  if (!(error instanceof KeyturnError) || !(error.cause instanceof GraphFailure)) return false
  return error.cause.code === 'DirectoryPageTokenNotFoundException'
}

/** Undefined, which no set holds, where there is none: such an entry is never skipped. */
function idOf(item: unknown): unknown {
  return typeof item === 'object' && item !== null && 'id' in item ? item.id : undefined
}

/** The link's path and query as they are; undefined where there is no link. */
export function nextPath(client: GraphClient, link: string | null | undefined, call: GraphCall): string | undefined {
  const path = pathOf(client, link)
  if (path !== undefined || link === null || link === undefined) return path
  throw new KeyturnError(
    'directory-refused',
    `Keyturn could not ${call.does}: the link to the next page is no address. Check GRAPH_BASE_URL.`,
  )
}

/** A link names a host, be it Graph's own behind a proxy, and no other host may see the token: only the path is followed. */
function pathOf(client: GraphClient, link: string | null | undefined): string | undefined {
  if (link === null || link === undefined) return undefined
  const url = URL.parse(link, client.origin)
  return url !== null && /^https?:$/.test(url.protocol) ? `${url.pathname}${url.search}` : undefined
}
