import type { Finding } from '../../domain/finding.ts'
import { credentialKey, type Situation } from '../../domain/situation.ts'
import { forgetStages } from '../../notify/forget-stages.ts'
import type { AppContext } from '../../ports.ts'
import { showEachAsItIs } from './show-each-as-it-is.ts'

/**
 * Brings cards up to date whose matter was settled elsewhere: a credential was replaced or removed in Entra, or the
 * application deleted. What is settled no longer counts as told, so that it is told anew should it ever fall due again.
 */
export async function settleCards(
  ctx: AppContext,
  findings: readonly Finding[],
  situation: Situation,
): Promise<string[]> {
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
  return showEachAsItIs(ctx, objectIds, (objectId) => forgetTold(ctx, objectId, isSettled(objectId)))
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
