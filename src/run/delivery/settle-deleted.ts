import { messageOf } from '../../domain/errors.ts'
import { closeCards } from '../../notify/update-cards.ts'
import type { AppContext } from '../../ports.ts'
import { cancelRotation } from '../../rotate/move-rotation.ts'
import { markDeleted } from '../../scan/remember-holders.ts'

/**
 * Ends what was open for applications that Entra does not have any more: their rotations, then their cards. They count
 * as deleted only after that, so that a pass that dies in between leaves nothing open. Returns what could not be ended.
 */
export async function settleDeleted(ctx: AppContext, objectIds: readonly string[]): Promise<string[]> {
  if (objectIds.length === 0) return []
  const problems: string[] = []
  const open = Map.groupBy(await ctx.rotations.open(), ({ holder }) => holder.objectId)
  const ended: string[] = []
  for (const objectId of objectIds) {
    try {
      for (const rotation of open.get(objectId) ?? []) {
        await cancelRotation(ctx, rotation, 'The application was deleted in Entra.')
      }
      await closeCards(ctx, objectId)
      ended.push(objectId)
    } catch (error) {
      const reason = messageOf(error)
      problems.push(`Could not settle application ${objectId}, which was deleted in Entra: ${reason}`)
    }
  }
  await markDeleted(ctx, ended)
  return problems
}
