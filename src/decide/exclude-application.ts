import { randomUUID } from 'node:crypto'
import { exclusionEnd, isOpenAt, MAX_EXCLUSION_DAYS } from '../domain/exclusion.ts'
import { holderName } from '../domain/holder.ts'
import type { NoticeMessage } from '../domain/messages/notice.ts'
import type { AppContext, SeenHolder } from '../ports.ts'
import type { Actor } from './actor.ts'
import { MAX_REASON } from './max-reason.ts'

type Powers = Pick<AppContext, 'approvals' | 'clock'>

const excludeUsage = '/exclude <client id> <days> <reason>'

/** `/exclude`, by an administrator: nobody is alerted about the application until the end, which nobody can leave open. */
export async function excludeApplication(
  ctx: Powers,
  by: Actor,
  seen: SeenHolder,
  [typedDays = '', ...words]: readonly string[],
): Promise<NoticeMessage> {
  const days = /^\d{1,3}$/.test(typedDays) ? Number(typedDays) : 0
  const reason = words.join(' ')
  if (days < 1 || days > MAX_EXCLUSION_DAYS) {
    return usage(`Days go from 1 to ${MAX_EXCLUSION_DAYS}; the alerts come back after that by themselves.`)
  }
  if (reason === '' || reason.length > MAX_REASON) {
    return usage(`Give the reason in up to ${MAX_REASON} characters: /policy shows it to every administrator.`)
  }
  const holder = refOf(seen)
  const now = ctx.clock.now()
  const untilAt = exclusionEnd(now, days)
  await ctx.approvals.exclude(
    { holder, excludedBy: by, excludedAt: now, reason, untilAt },
    {
      eventId: randomUUID(),
      at: now,
      action: 'excluded',
      actor: by,
      holder,
      keyId: null,
      detail: `For ${days} days: ${reason}`,
    },
  )
  return {
    is: 'notice',
    tone: 'good',
    title: 'Excluded from alerts',
    text: `Nobody is alerted about this application for ${days === 1 ? 'a day' : `${days} days`}. Lists still show it. /include brings the alerts back sooner.`,
    next: '/policy',
    facts: [
      { label: 'Application', value: holderName(holder) },
      { label: 'Reason', value: reason },
    ],
  }
}

/** `/include`, by an administrator: ends every exclusion of the application and of its service principals. */
export async function includeApplication(ctx: Powers, by: Actor, seen: SeenHolder): Promise<NoticeMessage> {
  const now = ctx.clock.now()
  const { exclusions } = await ctx.approvals.words()
  const ended = exclusions.filter(({ holder }) => holder.clientId === seen.clientId)
  for (const exclusion of ended) {
    const { holder } = exclusion
    const detail = isOpenAt(exclusion, now) ? 'Before the end' : 'After the end'
    const event = {
      eventId: randomUUID(),
      at: now,
      action: 'included',
      actor: by,
      holder,
      keyId: null,
      detail,
    } as const
    await ctx.approvals.include(exclusion, event)
  }
  return {
    is: 'notice',
    tone: ended.length > 0 ? 'good' : 'neutral',
    title: ended.length > 0 ? 'Included again' : 'It was not excluded',
    text: 'The next pass alerts about this application where something is due.',
    next: '/policy',
    facts: [{ label: 'Application', value: holderName(seen) }],
  }
}

function usage(text: string): NoticeMessage {
  return { is: 'notice', tone: 'warning', title: 'Not excluded', text, next: excludeUsage, facts: [] }
}

function refOf({ kind, objectId, clientId, displayName }: SeenHolder) {
  return { kind, objectId, clientId, displayName }
}
