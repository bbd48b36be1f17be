import { type Actor, isAdministrator } from '../../decide/actor.ts'
import type { Message } from '../../domain/messages/message.ts'
import type { NoticeMessage } from '../../domain/messages/notice.ts'
import type { AppContext } from '../../ports.ts'
import { currentDigest } from '../delivery/run-digests.ts'
import { administratorsOnly } from './administrators-only.ts'
import type { Place } from './place.ts'

/** `/digest on|off|now [daily|weekly]`: the overview of the whole tenant in a channel, so administrators decide. */
export async function setDigest(
  ctx: AppContext,
  actor: Actor,
  words: readonly string[],
  place: Place,
): Promise<Message> {
  const [what = '', period = 'daily'] = words.map((word) => word.toLowerCase())
  if (!(await isAdministrator(ctx, actor))) return administratorsOnly('/digest')
  if (what === 'now') return currentDigest(ctx, 'now')
  const isPeriod = period === 'daily' || period === 'weekly'
  if ((what !== 'on' && what !== 'off') || !isPeriod) return notice('neutral', 'How to use /digest', usage)
  if (place.isPersonal) {
    return notice(
      'neutral',
      'Digests go to channels',
      'Add me to a team and say /digest on in the channel that should get it. /digest now works here too.',
    )
  }

  const { conversationId, serviceUrl, isThreaded } = place
  const digest = what === 'off' ? 'off' : period
  await ctx.conversations.changeChannel(conversationId, (before) => ({
    lastDigestAt: null,
    ...before,
    conversationId,
    serviceUrl,
    isThreaded,
    digest,
  }))
  if (what === 'off')
    return notice('good', 'Digest is off', 'This channel gets no digest any more. /digest on brings it back.')
  const when = period === 'daily' ? 'after the pass of each day' : 'after a pass, once a week'
  return notice(
    'good',
    'Digest is on',
    `This channel gets the overview ${when}. /digest off ends it, /digest now shows it at once.`,
  )
}

const usage =
  'Say /digest on for one each day, /digest on weekly for one each week, /digest now to see it at once, /digest off to end it.'

function notice(tone: NoticeMessage['tone'], title: string, text: string): NoticeMessage {
  return { is: 'notice', tone, title, text, next: null, facts: [] }
}
