import type { PlannedNotification } from '../domain/plan.ts'
import type { AppContext, CardRefusal, SentCard } from '../ports.ts'

/** Remembers for `/status` that somebody was not told about an application, and why. What they were told before stays. */
export async function saveRefusal(
  ctx: Pick<AppContext, 'cards' | 'clock' | 'log'>,
  card: PlannedNotification,
  refusal: CardRefusal,
): Promise<void> {
  const { holder, recipient, findings } = card
  const { objectId } = holder
  const { personId, displayName } = recipient.person
  ctx.log.warn({ objectId, personId, reason: refusal }, 'Card was not delivered')
  const refused = (before: SentCard | undefined): SentCard => ({
    objectId,
    person: { personId, displayName },
    because: recipient.reason,
    told: before?.told ?? {},
    keyIds: before?.keyIds ?? findings.map(({ credential }) => credential.keyId),
    copies: before?.copies ?? [],
    listId: before?.listId ?? null,
    refusal,
    at: ctx.clock.now(),
  })
  await ctx.cards.change({ objectId, personId }, refused)
}
