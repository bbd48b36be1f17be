import { z } from 'zod'
import type { SendRefusal, SendResult } from '../ports.ts'
import { retryAfterMs } from '../retry-after.ts'

type Refused = Extract<SendResult, { ok: false }>

/** Source: "Status codes from bot conversational APIs" on Microsoft Learn. */
const byCode: Readonly<Record<string, SendRefusal>> = {
  '403 ForbiddenOperationException': 'not-installed',
  '403 BotNotInConversationRoster': 'not-installed',
  '403 ConversationBlockedByUser': 'blocked',
  '403 BotDisabledByAdmin': 'blocked',
  '403 MessageWritesBlocked': 'blocked',
  '404 ConversationNotFound': 'gone',
  '404 ActivityNotFoundInConversation': 'gone',
}

const byStatus: Readonly<Record<number, SendRefusal>> = {
  408: 'unreachable',
  412: 'throttled',
  413: 'too-big',
  429: 'throttled',
  502: 'unreachable',
  503: 'unreachable',
  504: 'unreachable',
}

const answerSchema = z.object({
  /** Failures to get a token have a status too, under another name. */
  name: z.literal('RestError'),
  statusCode: z.number(),
  code: z.string().optional().catch(undefined),
  /** The SDK fills `code` for some refusals only; for the others the parsed body is here. */
  details: z
    .object({ error: z.object({ code: z.string() }) })
    .optional()
    .catch(undefined),
  response: z
    .object({
      headers: z.custom<{ get(name: string): string | undefined }>((headers) => hasGet(headers)),
      bodyAsText: z.string().nullish().catch(undefined),
    })
    .optional()
    .catch(undefined),
})
const lostSchema = z.object({ name: z.enum(['RestError', 'AbortError']) })

/** What a failed call to the Bot Connector means; undefined when the error did not come from there. */
export function connectorRefusal(error: unknown): Refused | undefined {
  const answer = answerSchema.safeParse(error).data
  if (answer === undefined) return lostSchema.safeParse(error).success ? refused('unreachable') : undefined
  const code = subCodeIn(answer.response?.bodyAsText ?? '') ?? answer.code ?? answer.details?.error.code
  const reason = byCode[`${answer.statusCode} ${code}`] ?? byStatus[answer.statusCode] ?? 'refused'
  return refused(reason, answer.response && retryAfterMs(answer.response.headers))
}

function refused(reason: SendRefusal, retryAfter?: number): Refused {
  return retryAfter === undefined ? { ok: false, reason } : { ok: false, reason, retryAfterMs: retryAfter }
}

/** Some refusals come as `{"errorCode":209,"message":"{… \\"subCode\\": \\"MessageWritesBlocked\\" …}"}`: JSON within a text. */
function subCodeIn(body: string): string | undefined {
  return /\\*"subCode\\*"\s*:\s*\\*"(\w+)/.exec(body)?.[1]
}

function hasGet(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'get' in value && typeof value.get === 'function'
}
