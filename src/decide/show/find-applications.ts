import { isGuid } from '../../domain/guid.ts'
import { searchName, searchText } from '../../domain/search-name.ts'
import type { AppContext, SeenHolder } from '../../ports.ts'

/** Names that merely contain the text: more than a list shows. */
export const MAX_PARTIAL = 50

/**
 * Applications by client id, object id or name, as the last pass saw them. An exact name wins over names that merely
 * contain the text; an application wins over its service principal unless only the latter has credentials.
 */
export async function findApplications(
  ctx: Pick<AppContext, 'holders'>,
  text: string,
  wants: (holder: SeenHolder) => boolean,
): Promise<SeenHolder[]> {
  const wanted = searchText(text).replace(/^\{(.*)\}$/, '$1')
  // Every name contains it; nobody means them all.
  if (wanted === '') return []
  if (isGuid(wanted)) {
    const byObjectId = await ctx.holders.get(wanted)
    if (byObjectId !== undefined && byObjectId.deletedAt === null && wants(byObjectId)) return [byObjectId]
    return preferApplications(await collect(ctx.holders.list({ clientId: wanted }), wants))
  }
  const exact: SeenHolder[] = []
  const partial: SeenHolder[] = []
  for await (const holder of ctx.holders.list({ named: wanted })) {
    const name = searchName(holder)
    if (!wants(holder)) continue
    if (name === wanted) exact.push(holder)
    else if (partial.length < MAX_PARTIAL) partial.push(holder)
  }
  return preferApplications(exact.length > 0 ? exact : partial)
}

async function collect(
  holders: AsyncIterable<SeenHolder>,
  wants: (holder: SeenHolder) => boolean,
): Promise<SeenHolder[]> {
  const found: SeenHolder[] = []
  for await (const holder of holders) if (wants(holder)) found.push(holder)
  return found
}

/** Both share name and client id; people mean the one where the credentials are, the application before the other. */
export function preferApplications(holders: readonly SeenHolder[]): SeenHolder[] {
  const clientIdsOf = (wants: (holder: SeenHolder) => boolean) =>
    new Set(holders.filter(wants).map(({ clientId }) => clientId))
  const applications = clientIdsOf(({ kind, credentials }) => kind === 'application' && credentials.length > 0)
  const principals = clientIdsOf(({ kind, clientId }) => kind === 'servicePrincipal' && !applications.has(clientId))
  return holders.filter(({ kind, clientId }) => (kind === 'application') !== principals.has(clientId))
}
