import type { NoticeMessage } from '../domain/messages/notice.ts'
import type { AppContext, CardRef, SentRef } from '../ports.ts'
import { isSame } from './save-copy.ts'
import { type ListPowers, updateList } from './update-lists.ts'

const message: NoticeMessage = {
  is: 'notice',
  tone: 'neutral',
  title: 'Superseded',
  text: 'A newer card about this application is below.',
  next: null,
  facts: [],
}

/** After a later card, the earlier ones of the same chat become one line each, so that no pile of them asks for the same. */
export async function takeOver(
  ctx: ListPowers & Pick<AppContext, 'cards'>,
  of: CardRef,
  newest: SentRef,
): Promise<void> {
  const card = (await ctx.cards.about(of.objectId)).find(({ person }) => person.personId === of.personId)
  const older = (card?.copies ?? []).filter(
    (copy) => copy.conversationId === newest.conversationId && !isSame(copy, newest),
  )
  for (const copy of older) await ctx.messenger.update(copy, message)
  const isLeft = (copy: SentRef) => !older.some((one) => isSame(one, copy))
  if (older.length > 0) await ctx.cards.change(of, (now) => now && { ...now, copies: now.copies.filter(isLeft) })
  if (card?.listId != null) await takeOverRow(ctx, of, card.listId, newest)
}

async function takeOverRow(
  ctx: ListPowers & Pick<AppContext, 'cards'>,
  { objectId, personId }: CardRef,
  listId: string,
  newest: SentRef,
): Promise<void> {
  const list = await ctx.lists.get({ personId, listId })
  if (list?.sent != null && isSame(list.sent, newest)) return
  await ctx.lists.change({ personId, listId }, (before) => {
    const takenOver = { isTakenOver: true, told: {} }
    const rows = before?.rows.map((row) => (row.holder.objectId === objectId ? { ...row, ...takenOver } : row))
    return before && rows && { ...before, rows }
  })
  await ctx.cards.change({ objectId, personId }, (now) =>
    now?.listId === listId ? { ...now, listId: null } : undefined,
  )
  await updateList(ctx, { personId, listId })
}
