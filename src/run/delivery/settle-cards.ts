import { messageOf } from '../../domain/errors.ts'
import type { Finding } from '../../domain/finding.ts'
import { credentialKey, type Situation } from '../../domain/situation.ts'
import { forgetStages } from '../../notify/forget-stages.ts'
import { closeCards, updateCards } from '../../notify/update-cards.ts'
import type { AppContext } from '../../ports.ts'
import { readApplication } from '../../scan/read-application.ts'

/**
 * Brings cards up to date whose matter was settled elsewhere: a credential was replaced or removed in Entra, or the
 * application deleted. What is settled no longer counts as told, so that it is told anew should it ever fall due again.
 */
export async function settleCards(
  ctx: AppContext,
  findings: readonly Finding[],
  situation: Situation,
): Promise<string[]> {
  const problems: string[] = []
  const due = new Set(
    findings
      .filter(({ supersededBy }) => supersededBy === null)
      .map(({ holder, credential }) => credentialKey(holder.objectId, credential.keyId)),
  )
  const isSettled = (objectId: string) => (keyId: string) => !due.has(credentialKey(objectId, keyId))
  const objectIds = new Set<string>()
  for (const [key, told] of situation.told) {
    const [objectId = ''] = key.split(':')
    if (Object.keys(told).some(isSettled(objectId))) objectIds.add(objectId)
  }
  for (const objectId of objectIds) {
    try {
      if (await showAsItIs(ctx, objectId)) await forgetTold(ctx, objectId, isSettled(objectId))
    } catch (error) {
      const reason = messageOf(error)
      problems.push(`Could not bring the cards of application ${objectId} up to date: ${reason}`)
    }
  }
  return problems
}

/** Every copy of every card about an application as it is now. False: one could not be reached, so the next pass tries again. */
export async function showAsItIs(ctx: AppContext, objectId: string): Promise<boolean> {
  const seen = await ctx.holders.get(objectId)
  const application = seen && (await readApplication(ctx, seen.kind, objectId))
  return application === undefined ? closeCards(ctx, objectId) : updateCards(ctx, application)
}

async function forgetTold(
  ctx: Pick<AppContext, 'cards' | 'lists'>,
  objectId: string,
  isSettled: (keyId: string) => boolean,
): Promise<void> {
  for (const { person } of await ctx.cards.about(objectId)) {
    await forgetStages(ctx, { objectId, personId: person.personId }, isSettled)
  }
}
