import { messageOf } from '../../domain/errors.ts'
import type { AppContext } from '../../ports.ts'
import { showAsItIs } from './settle-cards.ts'

/**
 * Once a dry run has begun or ended, the cards that stand say the wrong thing about what their buttons do. A pass that
 * dies over it begins anew, since it is the last one that ended that tells.
 */
export async function refreshCards(ctx: AppContext): Promise<string[]> {
  const problems: string[] = []
  const objectIds = new Set<string>()
  for await (const { objectId, copies, listId } of ctx.cards.all()) {
    if (copies.length > 0 || listId !== null) objectIds.add(objectId)
  }
  for (const objectId of objectIds) {
    try {
      await showAsItIs(ctx, objectId)
    } catch (error) {
      problems.push(`Could not bring the cards of application ${objectId} up to date: ${messageOf(error)}`)
    }
  }
  return problems
}
