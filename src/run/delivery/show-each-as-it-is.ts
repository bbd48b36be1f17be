import { messageOf } from '../../domain/errors.ts'
import { closeCards, updateCards } from '../../notify/update-cards.ts'
import type { AppContext } from '../../ports.ts'
import { readApplication } from '../../scan/read-application.ts'

/**
 * Brings every copy of every card about these applications up to date. `afterwards` comes only where all of them could be
 * reached; the next pass tries the others again. Returns a sentence for each application that failed.
 */
export async function showEachAsItIs(
  ctx: AppContext,
  objectIds: Iterable<string>,
  afterwards: (objectId: string) => Promise<void> = async () => undefined,
): Promise<string[]> {
  const problems: string[] = []
  for (const objectId of objectIds) {
    try {
      if (await showAsItIs(ctx, objectId)) await afterwards(objectId)
    } catch (error) {
      problems.push(`Could not bring the cards of application ${objectId} up to date: ${messageOf(error)}`)
    }
  }
  return problems
}

/** False: a copy could not be reached. */
async function showAsItIs(ctx: AppContext, objectId: string): Promise<boolean> {
  const seen = await ctx.holders.get(objectId)
  const application = seen && (await readApplication(ctx, seen.kind, objectId))
  return application === undefined ? closeCards(ctx, objectId) : updateCards(ctx, application)
}
