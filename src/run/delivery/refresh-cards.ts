import type { AppContext } from '../../ports.ts'
import { showEachAsItIs } from './show-each-as-it-is.ts'

/**
 * Once a dry run has begun or ended, the cards that stand say the wrong thing about what their buttons do. A pass that
 * dies over it begins anew, since it is the last one that ended that tells.
 */
export async function refreshCards(ctx: AppContext): Promise<string[]> {
  const objectIds = new Set<string>()
  for await (const { objectId, copies, listId } of ctx.cards.all()) {
    if (copies.length > 0 || listId !== null) objectIds.add(objectId)
  }
  return showEachAsItIs(ctx, objectIds)
}
