import { setTimeout as delay } from 'node:timers/promises'
import { hasCode, KeyturnError } from '../../domain/errors.ts'
import { retryAfterMs } from '../../retry-after.ts'

const TIMEOUT_MS = 30_000
const MAX_REPLY_BYTES = 4_000_000
const READ_TRIES = 3
const LONGEST_WAIT_MS = 10_000

export interface ApiOptions {
  /** In words for people, e.g. `Azure DevOps`. */
  readonly name: string
  /** Origin, without a closing slash. */
  readonly baseUrl: string
  /** The value of the `Authorization` header, asked for before each request. */
  readonly authorization: () => Promise<string>
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
  readonly retryDelayMs?: number
}

export interface ApiReply {
  readonly status: number
  readonly headers: Headers
  /** Undefined where the body is empty or no JSON. */
  readonly body: unknown
}

/**
 * A JSON API over HTTPS. Every answer is a reply, whatever its status; no redirect is followed. Once `signal` is aborted,
 * nothing is sent any more, and what is under way is cut with `destination-unreachable`.
 */
export interface Api {
  /** Asked again where it fails in passing (429, 5xx, a lost connection), but for a reply that asks to wait long. */
  read(path: string, signal?: AbortSignal): Promise<ApiReply>
  /** Sent once. Throws `destination-unreachable` where no reply came: its effect is unknown. */
  write(method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown, signal?: AbortSignal): Promise<ApiReply>
}

export function createApi(options: ApiOptions): Api {
  const { retryDelayMs = 1_000 } = options
  return {
    async read(path, signal) {
      for (let tries = 1; ; tries += 1) {
        let waitMs = retryDelayMs * 2 ** tries
        try {
          const reply = await send(options, { method: 'GET', path, signal })
          waitMs = retryAfterMs(reply.headers) ?? waitMs
          // Who asks for a longer wait than this is told to the caller, who can come back later.
          if (tries >= READ_TRIES || !isPassing(reply) || waitMs > LONGEST_WAIT_MS) return reply
        } catch (error) {
          const mayPass = hasCode(error, 'destination-unreachable') && signal?.aborted !== true
          if (tries >= READ_TRIES || !mayPass) throw error
        }
        await delay(waitMs, undefined, { signal }).catch(() => {})
      }
    },
    write: (method, path, body, signal) => send(options, { method, path, body, signal }),
  }
}

/** The same API for one piece of work, all of which ends with the signal. */
export function apiUntil(signal: AbortSignal, api: Api): Api {
  return {
    read: (path) => api.read(path, signal),
    write: (method, path, body) => api.write(method, path, body, signal),
  }
}

export function isTransient(status: number): boolean {
  return status === 408 || status === 429 || status >= 500
}

/** Also a conflict that says when it will be over. */
export function isPassing(reply: Pick<ApiReply, 'status' | 'headers'>): boolean {
  return isTransient(reply.status) || (reply.status === 409 && retryAfterMs(reply.headers) !== undefined)
}

interface ApiRequest {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly signal: AbortSignal | undefined
}

async function send(options: ApiOptions, { method, path, body, signal }: ApiRequest): Promise<ApiReply> {
  const authorization = await options.authorization()
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const response = await fetch(`${options.baseUrl}${path}`, {
      method,
      redirect: 'manual',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      headers: {
        accept: 'application/json',
        authorization,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, headers: response.headers, body: jsonOf(await textOf(response)) }
  } catch (error) {
    const effect = method === 'GET' ? '' : ' Whether it took effect is unknown.'
    throw new KeyturnError('destination-unreachable', `${options.name} ${whyUnread(error)}.${effect}`)
  }
}

/** The cause may quote the request, and with it the secret: only its kind is kept. */
function whyUnread(error: unknown): string {
  if (error instanceof ReplyTooLong)
    return `answered with more than ${MAX_REPLY_BYTES / 1_000_000} MB, which is not read`
  return `did not answer (${error instanceof Error ? error.name : 'unknown'})`
}

class ReplyTooLong extends Error {}

/** Counts what arrives: a reply in chunks does not say its length, and a compressed one says another. */
async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop by an error cancels what is still to come.
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MAX_REPLY_BYTES) throw new ReplyTooLong()
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
