import { within } from '../../decide/within.ts'
import type { Message } from '../../domain/messages/message.ts'
import type { AppContext, SentRef } from '../../ports.ts'
import type { Answer } from './answer.ts'
import { failureNotice } from './failure-notice.ts'

/** Teams drops what is not answered within seconds. */
const ANSWER_WITHIN_MS = 2_000

export interface Ended {
  readonly message: Message
  /** What is left to do once the person has been answered. */
  readonly after: () => Promise<void>
}

/**
 * Answers with the end of the work where that comes soon, else with `meanwhile`, which then is replaced where it
 * stands: by what the work shows on its way, at last by its end.
 */
export async function answerInTime(
  ctx: Pick<AppContext, 'messenger' | 'log'>,
  work: (show: (message: Message) => Promise<void>) => Promise<Ended>,
  meanwhile: Message,
): Promise<Answer> {
  let sent: SentRef | undefined
  const show = async (message: Message) => {
    if (sent !== undefined) await ctx.messenger.update(sent, message)
  }
  const run = work(show).catch((error): Ended => {
    ctx.log.error({ error: String(error) }, 'Work behind an answer failed')
    return { message: failureNotice(error), after: async () => undefined }
  })
  const soon = await within(ANSWER_WITHIN_MS, run)
  if (soon !== undefined) return { message: soon.message, followUp: soon.after }
  return {
    message: meanwhile,
    followUp: async (ref) => {
      sent = ref
      const { message, after } = await run
      await ctx.messenger.update(ref, message)
      await after()
    },
  }
}
