import { applicationMessage } from '../domain/application-message.ts'
import type { Message } from '../domain/messages/message.ts'
import type { NoticeMessage } from '../domain/messages/notice.ts'
import type { AppContext, CurrentApplication, SentCard, SentRef } from '../ports.ts'
import { type ListPowers, updateList } from './update-lists.ts'

type Powers = ListPowers & Pick<AppContext, 'cards'>

/** Brings every copy of every person's card about an application up to date. False: a copy could not be reached. */
export async function updateCards(ctx: Powers, application: CurrentApplication): Promise<boolean> {
  let reachedAll = true
  for (const card of await ctx.cards.about(application.holder.objectId)) {
    reachedAll = (await updateCard(ctx, application, card)) && reachedAll
    if (card.listId === null) continue
    const list = { personId: card.person.personId, listId: card.listId }
    reachedAll = (await updateList(ctx, list, application)) && reachedAll
  }
  return reachedAll
}

/** For an application that Entra does not have any more. */
export async function closeCards(ctx: Powers, objectId: string): Promise<boolean> {
  const message = closed('This application was deleted in Entra.')
  let reachedAll = true
  for (const card of await ctx.cards.about(objectId)) {
    reachedAll = (await show(ctx, card, message)) && reachedAll
    const { listId, person } = card
    if (listId !== null)
      reachedAll = (await updateList(ctx, { personId: person.personId, listId }, objectId)) && reachedAll
  }
  return reachedAll
}

function updateCard(ctx: Powers, application: CurrentApplication, card: SentCard): Promise<boolean> {
  // Without any, somebody asked about an application in good order: all that it has is shown.
  const keyIds = card.keyIds.length > 0 ? card.keyIds : application.holder.credentials.map(({ keyId }) => keyId)
  const { because, person } = card
  const message = applicationMessage(application, { personId: person.personId, because, keyIds, news: null })
  const isEmpty = message.lines.length === 0
  return show(ctx, card, isEmpty ? closed('The credential that this card was about is no longer in Entra.') : message)
}

async function show(ctx: Powers, card: SentCard, message: Message): Promise<boolean> {
  const gone = new Set<string>()
  let reachedAll = true
  for (const copy of card.copies) {
    const result = await ctx.messenger.update(copy, message)
    if (result.ok) continue
    ctx.log.warn(
      { objectId: card.objectId, personId: card.person.personId, reason: result.reason },
      'Card was not updated',
    )
    if (result.reason === 'gone') gone.add(copy.activityId)
    else reachedAll = false
  }
  if (gone.size > 0) {
    const isThere = ({ activityId }: SentRef) => !gone.has(activityId)
    const of = { objectId: card.objectId, personId: card.person.personId }
    await ctx.cards.change(of, (now) => now && { ...now, copies: now.copies.filter(isThere) })
  }
  return reachedAll
}

function closed(text: string): NoticeMessage {
  return { is: 'notice', tone: 'neutral', title: 'Settled', text, next: null, facts: [] }
}
