import type { PlannedNotification } from '../domain/plan.ts'
import { cardKey, type Situation } from '../domain/situation.ts'
import type { AppContext } from '../ports.ts'

/**
 * Whether one person was told any of this at the second stage, and since then neither a word nor a click came: the chat
 * may be muted. False where no mail could follow.
 */
export async function isLeftUnopened(
  ctx: Pick<AppContext, 'mailer' | 'conversations'>,
  cards: readonly PlannedNotification[],
  { told }: Situation,
): Promise<boolean> {
  if (ctx.mailer === null) return false
  const unanswered = cards.flatMap(({ holder, recipient, findings }) => {
    const before = told.get(cardKey(holder.objectId, recipient.person.personId)) ?? {}
    const late = findings.filter(({ stage }) => stage === 'third' || stage === 'expired')
    return late.flatMap(({ credential }) => before[credential.keyId]?.urgentAt ?? [])
  })
  const [first] = cards
  if (first === undefined || unanswered.length === 0) return false
  const heardAt = await ctx.conversations.heardAt(first.recipient.person.personId)
  return unanswered.some((toldAt) => heardAt === null || heardAt < toldAt)
}
