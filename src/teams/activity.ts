import type { ConversationAccount, TurnContext } from 'botbuilder'
import type { Actor } from '../decide/actor.ts'
import type { Place } from '../run/answers/place.ts'

/** Who acts: `from.aadObjectId`, set by Teams. The name is for show only. Undefined for activities of no person. */
export function actorOf({ activity }: TurnContext): Actor | undefined {
  const personId = activity.from?.aadObjectId
  if (typeof personId !== 'string' || personId === '') return undefined
  return { personId: personId.toLowerCase(), displayName: activity.from.name ?? null }
}

/** Where it was said. A channel's thread id is cut off, so that answers and digests know the channel by one id. */
export function placeOf({ activity }: TurnContext): Place {
  const { conversation, serviceUrl } = activity
  return {
    isPersonal: isPersonal(conversation),
    isThreaded: conversation.conversationType === 'channel',
    conversationId: conversation.id.replace(/;messageid=.*$/, ''),
    threadId: conversation.id,
    serviceUrl,
  }
}

/** Not every activity names the type. Where it is missing, nothing may speak for a group: alerts would go there. */
function isPersonal({ conversationType, isGroup, id }: ConversationAccount): boolean {
  if (typeof conversationType === 'string') return conversationType === 'personal'
  return isGroup !== true && !id.startsWith('19:')
}
