import type { Context, Middleware, MiddlewareOptions } from '@microsoft/microsoft-graph-client'
import type { Log } from '../ports.ts'
import { retryAfterMs } from '../retry-after.ts'
import { ConnectionLost } from './graph-failure.ts'
import { isTransient, retryWaits } from './retry-waits.ts'

export type Sleep = (ms: number) => Promise<unknown>

/** Marks a POST that changes nothing; every GET counts as such by itself. */
export class SafeToRepeat implements MiddlewareOptions {}

/** Carried by a request whose sender wants to know when it is repeated. */
export class OnRepeat implements MiddlewareOptions {
  readonly tell: () => void

  constructor(tell: () => void) {
    this.tell = tell
  }
}

/** Above this share of Graph's allowance, replies say so in `x-ms-throttle-limit-percentage`; 1 means throttled. */
const SLOW_DOWN_FROM = 0.8
const SLOW_DOWN_MS = 2_000

/** Repeats reads that failed in passing. A write is sent once: after a lost reply nobody knows whether it took effect. */
export function retryReads(options: { sleep: Sleep; log: Log }, next: Middleware): Middleware {
  return {
    async execute(context) {
      if (!isRead(context)) return next.execute(context)
      const waits = retryWaits()
      let isTokenTrusted = true
      for (;;) {
        const lost = await tryOnce(next, context)
        const { response } = context
        const status = response?.status ?? 0
        // A token may end on its way; each try asks for one anew, and a second refusal means what it says.
        const hasRefusedToken = status === 401 && isTokenTrusted
        if (lost === undefined && !hasRefusedToken && !isTransient(status)) break
        if (hasRefusedToken) isTokenTrusted = false
        const waitMs = waits.next(response === undefined ? undefined : retryAfterMs(response.headers))
        if (waitMs === undefined) {
          if (lost !== undefined) throw lost
          return
        }
        options.log.info({ status: response?.status, waitMs }, 'Waiting before a read of Microsoft Graph is repeated')
        await options.sleep(waitMs)
        tellOfRepeat(context)
      }
      if (isNearLimit(context.response)) await options.sleep(SLOW_DOWN_MS)
    },
  }
}

async function tryOnce(next: Middleware, context: Context): Promise<ConnectionLost | undefined> {
  delete context.response
  try {
    await next.execute(context)
    return undefined
  } catch (error) {
    if (error instanceof ConnectionLost) return error
    throw error
  }
}

function isRead(context: Context): boolean {
  const method = context.options?.method ?? 'GET'
  return method === 'GET' || context.middlewareControl?.getMiddlewareOptions(SafeToRepeat) !== undefined
}

function tellOfRepeat(context: Context): void {
  const wanted = context.middlewareControl?.getMiddlewareOptions(OnRepeat)
  if (wanted instanceof OnRepeat) wanted.tell()
}

function isNearLimit(response: Response | undefined): boolean {
  return Number(response?.headers.get('x-ms-throttle-limit-percentage') ?? 0) >= SLOW_DOWN_FROM
}
