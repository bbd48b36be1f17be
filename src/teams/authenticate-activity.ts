import type { Clock, Log } from '../ports.ts'
import type { InboundTrust } from './bot-framework-settings.ts'
import { readInboundActivity } from './inbound-activity.ts'
import { objectionToSender } from './inbound-sender.ts'
import { createTokenCheck } from './inbound-token.ts'

export interface ActivityGateOptions extends InboundTrust {
  /** `disabled` skips the token alone; what the activity says of itself is checked all the same. */
  readonly authentication: 'required' | 'disabled'
  readonly botId: string
  readonly tenantId: string
  readonly clock: Clock
  readonly logger: Pick<Log, 'warn'>
}

/** A refusal's code is safe to show to the sender. 503: the keys cannot be read, so nobody is let in. */
export type GateVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly status: 400 | 401 | 403 | 503; readonly code: string }

export type ActivityGate = (authorization: string | undefined, activity: unknown) => Promise<GateVerdict>

/**
 * Decides whether an activity may reach the bot. It stands before the Bot Framework's own check, which answers bad
 * signatures with 500 and the exception's text, and accepts other channels, foreign tenants and emulator tokens.
 */
export function createActivityGate(options: ActivityGateOptions): ActivityGate {
  const checkToken = options.authentication === 'disabled' ? undefined : createTokenCheck(options)

  async function judge(authorization: string | undefined, body: unknown): Promise<GateVerdict> {
    const token = bearerToken(authorization)
    if (checkToken !== undefined && token === undefined) return { ok: false, status: 401, code: 'token-missing' }
    const activity = readInboundActivity(body)
    if (activity === undefined) return { ok: false, status: 400, code: 'activity-malformed' }
    if (checkToken !== undefined) {
      const verdict = await checkToken(token ?? '', activity.serviceUrl ?? null)
      if (!verdict.ok) return verdict
    }
    const objection = objectionToSender(activity, options.tenantId)
    return objection === undefined ? { ok: true } : { ok: false, status: 403, code: objection }
  }

  return async (authorization, body) => {
    const verdict = await judge(authorization, body)
    if (!verdict.ok) options.logger.warn({ status: verdict.status, code: verdict.code }, 'Activity refused')
    return verdict
  }
}

function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer ([\w.~+/=-]+)$/.exec(authorization ?? '')?.[1]
}
