import { z } from 'zod/v4'
import { KeyturnError } from '../domain/errors.ts'
import type { GraphClient } from './create-graph-client.ts'
import { parseReply } from './parse-reply.ts'
import type { GraphCall } from './translate-error.ts'

/** One page of any collection; pages may be empty and still have a next one. */
export const pageShape = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().nullish() })

/**
 * Every page of a collection. The next one is under way while the caller works on the current one; no more than these
 * two are in memory. Graph does not carry headers over to later pages, so they go with each.
 */
export async function* readPages(
  client: GraphClient,
  firstPath: string,
  call: GraphCall,
  headers: Readonly<Record<string, string>> = {},
): AsyncGenerator<readonly unknown[]> {
  let path: string | undefined = firstPath
  let coming = client.get(path, call, headers)
  while (path !== undefined) {
    const page: z.output<typeof pageShape> = parseReply(pageShape, await coming, call)
    const link = page['@odata.nextLink']
    path = pathOf(client, link)
    if (path !== undefined) {
      coming = client.get(path, call, headers)
      // Its failure is thrown when its turn comes; until then it must not count as unhandled.
      coming.catch(() => {})
    }
    yield page.value
    // In its turn as well: the page that carries an unusable link is whole.
    if (path === undefined) nextPath(client, link, call)
  }
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
