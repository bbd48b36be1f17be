import { applicationMessage } from '../domain/application-message.ts'
import type { Message, NoticeMessage } from '../domain/message.ts'
import type { AppContext, CurrentApplication, SentCard } from '../ports.ts'

type Powers = Pick<AppContext, 'messenger' | 'cards' | 'log'>

/** Brings every copy of every person's card about an application up to date. A copy that cannot be reached is left. */
export async function updateCards(ctx: Powers, application: CurrentApplication): Promise<void> {
  for (const card of await ctx.cards.about(application.holder.objectId)) await updateCard(ctx, application, card)
}

/** For an application that Entra does not have any more. */
export async function closeCards(ctx: Powers, objectId: string): Promise<void> {
  for (const card of await ctx.cards.about(objectId))
    await show(ctx, card, closed('This application was deleted in Entra.'))
}

function updateCard(ctx: Powers, application: CurrentApplication, card: SentCard): Promise<void> {
  const keyIds = card.keyIds.length > 0 ? card.keyIds : null
  const message = applicationMessage(application, { because: card.because, keyIds, news: null })
  const isEmpty = message.lines.length === 0
  return show(ctx, card, isEmpty ? closed('The credential that this card was about is no longer in Entra.') : message)
}

async function show(ctx: Powers, card: SentCard, message: Message): Promise<void> {
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

function closed(text: string): NoticeMessage {
  return { is: 'notice', tone: 'neutral', title: 'Settled', text, next: null, facts: [] }
}
