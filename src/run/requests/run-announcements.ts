import type { Announcement } from '../../domain/announcement.ts'
import { messageOf } from '../../domain/errors.ts'
import type { AppContext } from '../../ports.ts'
import { underLease } from '../under-lease.ts'
import { readAdministrators } from './read-administrators.ts'
import { requestNotice } from './request-notice.ts'

const LEASE = 'announcements'
/** A channel that answers again after a while is better than a chat with a few. */
const WAIT_FOR_CHANNEL_MS = 60 * 60_000
const KEEP_MS = 3 * 24 * 60 * 60_000

/**
 * Tells administrators what must not happen in silence, until it was heard; after days the log alone has it. One that
 * cannot be told keeps no other from being heard, and fails nobody's click. Returns when to look again; null: nothing
 * waits.
 */
export async function runAnnouncements(ctx: AppContext): Promise<Date | null> {
  if ((await ctx.announcements.open()).length === 0) return null
  const now = ctx.clock.now()
  await underLease(ctx, LEASE, async (lease) => {
    for (const announcement of await ctx.announcements.open()) {
      lease.assertHeld()
      const isHeard = await announce(ctx, announcement).catch((error) => {
        ctx.log.warn({ announcementId: announcement.announcementId, error: messageOf(error) }, 'Announcing failed')
        return false
      })
      if (!isHeard) ctx.log.warn({ ...announcement }, 'Administrators could not be told')
      const isOld = ctx.clock.now().getTime() - announcement.at.getTime() > KEEP_MS
      if (isHeard || isOld) await ctx.announcements.remove(announcement)
    }
  })
  return now
}

/** In the channel; where there is none, or it takes nothing, to each of the other administrators. */
async function announce(ctx: AppContext, { title, text, holder, by, at }: Announcement): Promise<boolean> {
  const notice = requestNotice(title, text, holder)
  const { administratorsChannelId: conversationId } = ctx.policy
  if (conversationId !== undefined) {
    const channel = await ctx.conversations.channel(conversationId)
    const where = channel ?? { conversationId, isThreaded: true, serviceUrl: null }
    const posted = await ctx.messenger.post(where, notice)
    if (posted.ok) return true
    const isPassing = posted.reason === 'throttled' || posted.reason === 'unreachable'
    if (isPassing && ctx.clock.now().getTime() - at.getTime() < WAIT_FOR_CHANNEL_MS) return false
  }
  const others = (await readAdministrators(ctx)).filter(({ personId }) => personId !== by?.personId)
  let isHeard = false
  for (const { personId } of others) isHeard = (await ctx.messenger.send(personId, notice)).ok || isHeard
  return isHeard
}
