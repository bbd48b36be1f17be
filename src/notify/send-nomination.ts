import { type ApplicationView, linesOf } from '../domain/application-message.ts'
import type { NominationMessage, NominationRole } from '../domain/messages/nomination.ts'
import type { Nomination } from '../domain/nomination.ts'
import { type PersonRef, reachableOwners } from '../domain/person.ts'
import type { AppContext } from '../ports.ts'

type Powers = Pick<AppContext, 'messenger' | 'nominations' | 'conversations' | 'policy' | 'log'>

/** Asks each of these people; one who is reached is enough. Where the cards stand is remembered at once. */
export async function askAbout(
  ctx: Powers,
  nomination: Nomination,
  application: ApplicationView,
  role: NominationRole,
  people: readonly PersonRef[],
): Promise<boolean> {
  const message = nominationMessage(nomination, application, role)
  const { administratorsChannelId } = ctx.policy
  const channel = administratorsChannelId && (await ctx.conversations.channel(administratorsChannelId))
  let isAsked = false
  if (role === 'approver' && channel) {
    const result = await ctx.messenger.post(channel, message)
    if (result.ok) await ctx.nominations.addCard(nomination, { role, sent: result.sent })
    if (result.ok) return true
  }
  for (const { personId } of people) {
    const result = await ctx.messenger.send(personId, message)
    if (result.ok) await ctx.nominations.addCard(nomination, { role, sent: result.sent })
    else ctx.log.warn({ personId, reason: result.reason }, 'A nomination was not delivered')
    isAsked ||= result.ok
  }
  return isAsked
}

/** Brings every card about a nomination up to date. */
export async function updateNomination(
  ctx: Powers,
  nomination: Nomination,
  application: ApplicationView,
): Promise<void> {
  for (const { role, sent } of await ctx.nominations.cardsOf(nomination)) {
    const result = await ctx.messenger.update(sent, nominationMessage(nomination, application, role))
    if (!result.ok)
      ctx.log.warn({ nominationId: nomination.nominationId, reason: result.reason }, 'Card was not updated')
  }
}

export function nominationMessage(
  nomination: Nomination,
  application: ApplicationView,
  role: NominationRole,
): NominationMessage {
  return {
    is: 'nomination',
    nomination,
    role,
    lines: linesOf(application, null),
    owners: reachableOwners(application.holder.owners),
    dryRun: application.dryRun,
  }
}
