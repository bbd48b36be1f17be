import { applicationMessage } from '../domain/application-message.ts'
import type { AppContext, CurrentApplication, SentCard } from '../ports.ts'

type Powers = Pick<AppContext, 'messenger' | 'cards' | 'log'>

/** Brings every copy of every person's card about an application up to date. A copy that cannot be reached is left. */
export async function updateCards(ctx: Powers, application: CurrentApplication): Promise<void> {
  for (const card of await ctx.cards.about(application.holder.objectId)) await updateCard(ctx, application, card)
}

async function updateCard(ctx: Powers, application: CurrentApplication, card: SentCard): Promise<void> {
  const keyIds = card.keyIds.length > 0 ? card.keyIds : null
  const message = applicationMessage(application, { because: card.because, keyIds, news: null })
  const gone = new Set<string>()
  for (const copy of card.copies) {
    const result = await ctx.messenger.update(copy, message)
    if (result.ok) continue
    ctx.log.warn(
      { objectId: card.objectId, personId: card.person.personId, reason: result.reason },
      'Card was not updated',
    )
    if (result.reason === 'gone') gone.add(copy.activityId)
  }
  if (gone.size > 0) {
    await ctx.cards.save({ ...card, copies: card.copies.filter(({ activityId }) => !gone.has(activityId)) })
  }
}
