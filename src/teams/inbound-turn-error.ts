import type { TurnContext } from 'botbuilder'
import type { Log } from '../ports.ts'

const apology = 'Something went wrong on our side, and nothing was changed by this. Please try again in a minute.'

/** The last resort for a turn that threw: the person gets a plain sentence, the log gets the error. */
export function createTurnErrorHandler(
  logger: Pick<Log, 'error'>,
): (context: TurnContext, error: unknown) => Promise<void> {
  return async (context, error) => {
    const { type, id } = context.activity
    logger.error({ err: error, activityType: type, activityId: id }, 'Turn failed')
    try {
      if (type === 'invoke') await context.sendActivity(refusedInvoke())
      else if (type === 'message') await context.sendActivity({ type: 'message', text: apology, textFormat: 'plain' })
    } catch (sendError) {
      logger.error({ err: sendError, activityType: type, activityId: id }, 'Failed turn could not be answered')
    }
  }
}

/** Teams reads the outcome of a card action from the body; the invoke itself always answers 200. */
function refusedInvoke() {
  const body = {
    statusCode: 500,
    type: 'application/vnd.microsoft.error',
    value: { code: 'Failed', message: apology },
  }
  return { type: 'invokeResponse', value: { status: 200, body } }
}
