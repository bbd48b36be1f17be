import { createHash } from 'node:crypto'
import type { TurnContext } from 'botbuilder'
import type { Clock } from '../ports.ts'

const KNOWN_FOR_MS = 10 * 60_000
const MAX_KNOWN = 10_000

/**
 * Whether this process was handed the same message (conversation, id, text) within the last ten minutes: Teams sends one
 * again when it misses the reply, and a command must not have its effect twice. What remains: a repeat that reaches
 * another replica, or a new process, is answered once more.
 */
export function createRepeatMemory(clock: Clock): (context: TurnContext) => boolean {
  const heardAt = new Map<string, number>()

  return ({ activity }) => {
    const { id, conversation, text } = activity
    if (typeof id !== 'string' || id === '') return false
    const now = clock.now().getTime()
    // The oldest come first.
    for (const [key, at] of heardAt) {
      if (now - at < KNOWN_FOR_MS && heardAt.size < MAX_KNOWN) break
      heardAt.delete(key)
    }
    // Texts may be long, digests are not.
    const key = createHash('sha256')
      .update(JSON.stringify([conversation.id, id, text ?? '']))
      .digest('base64url')
    if (heardAt.has(key)) return true
    heardAt.set(key, now)
    return false
  }
}
