import type { TurnContext } from 'botbuilder'
import type { AppContext } from '../ports.ts'
import type { Place } from '../run/answers/place.ts'
import { actorOf, placeOf } from './activity.ts'

type Powers = Pick<AppContext, 'conversations' | 'clock'>

/** Whether somebody looks into their chat is a matter of days, so one write an hour is enough. */
const HEARD_EVERY_MS = 3_600_000

/**
 * A reference is dropped when its chat is gone, by this process or another one, so what was stored is trusted for no
 * longer than this.
 */
const KNOWN_FOR_MS = 10 * 60_000

/** Keeps the way to every person and channel current: each activity shows where its sender can be reached. */
export function createConversationMemory(ctx: Powers): (context: TurnContext) => Promise<void> {
  const known = new Map<string, { readonly value: string; readonly savedAt: number }>()
  const heard = new Map<string, number>()

  return async (context) => {
    const { activity } = context
    const place = placeOf(context)
    const actor = actorOf(context)
    const conversation = { conversationId: place.conversationId, serviceUrl: place.serviceUrl }
    if (activity.type === 'installationUpdate' && activity.action?.startsWith('remove')) {
      known.delete(actor?.personId ?? place.conversationId)
      if (place.isPersonal) await (actor && ctx.conversations.dropPerson(actor.personId))
      else await ctx.conversations.dropChannel(place.conversationId)
      return
    }
    const now = ctx.clock.now()
    if (actor !== undefined && now.getTime() - (heard.get(actor.personId) ?? 0) >= HEARD_EVERY_MS) {
      await ctx.conversations.saveHeardAt(actor.personId, now)
      heard.set(actor.personId, now.getTime())
    }
    const key = place.isPersonal ? actor?.personId : place.conversationId
    const value = JSON.stringify(conversation)
    if (key === undefined) return
    const before = known.get(key)
    if (before?.value === value && now.getTime() - before.savedAt < KNOWN_FOR_MS) return
    if (place.isPersonal) await ctx.conversations.savePerson(key, conversation)
    else await saveChannel(ctx, place)
    known.set(key, { value, savedAt: now.getTime() })
  }
}

function saveChannel(ctx: Powers, { conversationId, serviceUrl, isThreaded }: Place): Promise<void> {
  return ctx.conversations.changeChannel(conversationId, (before) =>
    before?.serviceUrl === serviceUrl && before.isThreaded === isThreaded
      ? undefined
      : { digest: 'off', lastDigestAt: null, ...before, conversationId, serviceUrl, isThreaded },
  )
}
