import type { Actor } from '../../decide/actor.ts'
import { showStatus } from '../../decide/show/show-status.ts'
import type { Message } from '../../domain/messages/message.ts'
import type { AppContext } from '../../ports.ts'
import { runScan } from '../../run-scan.ts'
import type { Background } from '../background.ts'
import { failureNotice } from './failure-notice.ts'
import type { Place } from './place.ts'
import type { StartPass } from './run-command.ts'

/** `/scan`: starts a pass behind the answer and posts its result to where it was asked for. */
export function passOnDemand(
  ctx: AppContext,
  background: Background,
): (actor: Actor, place: Place) => ReturnType<StartPass> {
  return (actor, place) => {
    const { promise, resolve, reject } = Promise.withResolvers<'started' | 'already-running'>()
    background.run('pass on demand', async () => {
      try {
        const summary = await runScan(ctx, { onBegun: () => resolve('started') })
        resolve('already-running')
        if (summary !== undefined) await tell(ctx, actor, place, await showStatus(ctx, actor, place.isPersonal))
      } catch (error) {
        reject(error)
        await tell(ctx, actor, place, failureNotice(error))
        throw error
      }
    })
    return promise
  }
}

async function tell(ctx: AppContext, actor: Actor, place: Place, message: Message): Promise<void> {
  if (place.isPersonal) await ctx.messenger.send(actor.personId, message)
  else await ctx.messenger.post({ ...place, conversationId: place.threadId, isThreaded: false }, message)
}
